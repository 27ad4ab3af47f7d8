"""The token that goes with every question: who asks, for which case, and why, signed and short.

It is a JWT (EdDSA over Ed25519) signed with the brand's own key. The exchange knows the public half
and believes nothing of a token before the signature holds. The key decides the algorithm, never the
token's header; the header's `typ` keeps these tokens apart from all others.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pharos.exchange.context import AccessContext, ActorKind, Purpose
from pharos.exchange.objects.base import Id

TYPE: Final = "pharos-access+jwt"
ISSUER: Final = "pharos"
LIFE: Final = timedelta(seconds=60)
LONGEST_LIFE: Final = timedelta(minutes=5)
# Two clocks are rarely the same.
LEEWAY: Final = timedelta(seconds=10)
LONGEST_TOKEN: Final = 4096

_jws = jwt.PyJWS(algorithms=["EdDSA"])


class TokenRefused(Exception):
    """A token that proves nothing. Its words say what is wrong with it, and quote nothing."""


@dataclass(frozen=True, slots=True)
class BrandKey:
    """The key that a brand's questions are signed with, under the name that the exchange knows."""

    id: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    def pem(self) -> str:
        """The private key as text, for a file that its owner alone may read."""
        made = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return made.decode()

    @staticmethod
    def new(key_id: str) -> BrandKey:
        return BrandKey(key_id, Ed25519PrivateKey.generate())

    @staticmethod
    def read(path: Path, key_id: str = "") -> BrandKey:
        """Read a PEM file; its name is the key's unless told. ValueError if it holds none."""
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 private key")  # noqa: TRY004 - the text is wrong
        return BrandKey(key_id or path.stem, key)


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Read the public half from a PEM file. ValueError if it is not an Ed25519 key."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")  # noqa: TRY004 - the text is wrong
    return key


class Claims(BaseModel):
    """What a token says."""

    model_config = ConfigDict(strict=True, extra="ignore")

    iss: str
    aud: Id
    sub: Id
    jti: Id
    iat: int
    exp: int
    actor: ActorKind
    purpose: Purpose
    case: Id | None = None
    customer: Id | None = None
    assurance: Annotated[int, Field(ge=0, le=4)] = 0
    clearance: bool = False


def sign(context: AccessContext, key: BrandKey, at: datetime, *, life: timedelta = LIFE) -> str:
    """Make a token of these grounds. It ends no later than they do."""
    ends = min(at + life, context.expires_at)
    claims = {
        "iss": ISSUER,
        "aud": context.brand,
        "sub": context.actor_id,
        "jti": secrets.token_urlsafe(12),
        "iat": int(at.timestamp()),
        "exp": int(ends.timestamp()),
        "actor": context.actor,
        "purpose": context.purpose,
        "case": context.case,
        "customer": context.customer,
        "assurance": context.assurance,
        "clearance": context.clearance,
    }
    told = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(told, key.private, "EdDSA", headers={"kid": key.id, "typ": TYPE})


def read_token(
    token: str, *, keys: Mapping[str, Ed25519PublicKey], audience: str, at: datetime
) -> AccessContext:
    """Return the grounds that the token proves, or raise `TokenRefused`."""
    claims = _claims(_payload(token, keys))
    if claims.aud != audience or claims.iss != ISSUER:
        raise TokenRefused("the token is meant for somebody else")
    issued, ends = _instant(claims.iat), _instant(claims.exp)
    if ends + LEEWAY <= at:
        raise TokenRefused("the token has expired")
    if issued > at + LEEWAY or not issued < ends <= issued + LONGEST_LIFE:
        raise TokenRefused("the token's times are not possible")
    return AccessContext(
        brand=claims.aud,
        actor=claims.actor,
        actor_id=claims.sub,
        purpose=claims.purpose,
        expires_at=ends + LEEWAY,
        case=claims.case,
        customer=claims.customer,
        assurance=claims.assurance,
        clearance=claims.clearance,
    )


def _payload(token: str, keys: Mapping[str, Ed25519PublicKey]) -> bytes:
    if not token or len(token) > LONGEST_TOKEN:
        raise TokenRefused("there is no token")
    try:
        header = _jws.get_unverified_header(token)
        key = keys.get(str(header.get("kid")))
        if key is None or header.get("typ") != TYPE:
            raise TokenRefused("the token names no key that is known here")
        payload: Any = _jws.decode(token, key, algorithms=["EdDSA"])
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise TokenRefused("the token's signature does not hold") from error
    return bytes(payload)


def _claims(payload: bytes) -> Claims:
    try:
        return Claims.model_validate(json.loads(payload))
    except (ValidationError, ValueError, RecursionError) as error:
        raise TokenRefused("the token does not say what it has to") from error


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise TokenRefused("the token's times are not possible") from error


__all__ = ["BrandKey", "TokenRefused", "read_public_key", "read_token", "sign"]
