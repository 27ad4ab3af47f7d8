"""Our own token for the hot doors: opened once, then read without asking the database.

It lives for ten minutes, so that is how long a revoked device can go on posting; streams ask
the database at each start (`reception_thread`), and start anew every five minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.tokens.errors import SessionExpired, SessionInvalid

LIFE = timedelta(minutes=10)
AUDIENCE = "pharos-live"
LONGEST_TOKEN = 4096
PURPOSE = b"pharos: session tokens of customers, 1"
REMEMBERED = 2048

_jwt = jwt.PyJWT(options={"verify_exp": False, "verify_iat": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClaims:
    """Who talks, from which device, and how well that is proved."""

    brand_id: int
    customer_id: int
    device_id: int
    assurance: int
    name: str
    language: str
    timezone: str
    surface: str
    expires_at: datetime

    def actor(self) -> Actor:
        return Actor.customer(
            id=self.customer_id, brand_id=self.brand_id, name=self.name, assurance=self.assurance
        )


def write_session_token(claims: SessionClaims) -> str:
    payload = {
        "aud": AUDIENCE,
        "exp": int(claims.expires_at.timestamp()),
        "b": claims.brand_id,
        "c": claims.customer_id,
        "d": claims.device_id,
        "al": claims.assurance,
        "n": claims.name,
        "l": claims.language,
        "z": claims.timezone,
        "s": claims.surface,
    }
    return _jwt.encode(payload, _key(settings.SECRET_KEY), algorithm="HS256")


def read_session_token(token: str) -> SessionClaims:
    """Return what we once wrote, or raise SessionInvalid or SessionExpired. Touches no database."""
    if len(token) > LONGEST_TOKEN:
        raise SessionInvalid
    claims = _read(token, settings.SECRET_KEY)
    if claims.expires_at <= now():
        raise SessionExpired
    return claims


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    """A key for this purpose only, so that no other use of the secret can make a session."""
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE)
    return derive.derive(secret.encode())


# A talking customer sends the same token many times; what raises is not remembered.
@lru_cache(maxsize=REMEMBERED)
def _read(token: str, secret: str) -> SessionClaims:
    try:
        payload = _jwt.decode(token, _key(secret), algorithms=["HS256"], audience=AUDIENCE)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise SessionInvalid from error
    return _claims(payload)


def _claims(payload: dict[str, Any]) -> SessionClaims:
    """The signature is ours, so the shape is what `write_session_token` gave it."""
    return SessionClaims(
        brand_id=payload["b"],
        customer_id=payload["c"],
        device_id=payload["d"],
        assurance=payload["al"],
        name=payload["n"],
        language=payload["l"],
        timezone=payload["z"],
        surface=payload["s"],
        expires_at=datetime.fromtimestamp(payload["exp"], UTC),
    )
