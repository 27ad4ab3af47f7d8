"""Read the token by which an exchange vouches for a customer.

Nothing of it is believed before the signature holds. The brand's own record of the key decides
the algorithm, never the token's header, so a token that names `none`, or HMAC "signed" with a
public key's bytes, has no chance; addresses and keys that a header brings along are not looked at.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import category

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from pharos.people.browser import is_language
from pharos.people.tokens.errors import TokenExpired, TokenInvalid, TokenWrongBrand

LONGEST_LIFE = timedelta(hours=1)
LEEWAY = timedelta(seconds=30)
LONGEST_TOKEN = 4096
LONGEST_NAME = 120
SHORTEST_SECRET = 32
HIDDEN = frozenset({"Cc", "Cf", "Cs"})
JOINERS = frozenset("\u200c\u200d")

_jws = jwt.PyJWS(algorithms=["EdDSA", "HS256"], options={"enforce_minimum_key_length": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationKey:
    """One key of one brand, with the one algorithm that it may be used for."""

    key_id: str
    algorithm: str
    material: str

    def loaded(self) -> Ed25519PublicKey | bytes:
        """Return the key ready for use. ValueError if it is not one: a mistake of the profile."""
        if self.algorithm == "EdDSA":
            return _ed25519(self.material)
        if self.algorithm == "HS256" and len(self.material.encode()) >= SHORTEST_SECRET:
            return self.material.encode()
        raise ValueError("not a key that customer tokens may be signed with")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerClaims:
    """What the exchange says, checked."""

    subject: str
    token_id: str
    key_id: str
    issued_at: datetime
    expires_at: datetime
    assurance: int = 2
    name: str = ""
    language: str = ""


def read_customer_token(
    token: str, *, brand: str, keys: Mapping[str, VerificationKey], now: datetime
) -> CustomerClaims:
    """Return what the token says, or refuse: TokenExpired, TokenWrongBrand, else TokenInvalid."""
    if len(token) > LONGEST_TOKEN:
        raise TokenInvalid
    key = keys.get(_key_id(token))
    claims = _verified(token, key) if key else None
    if key is None or claims is None:
        # Signed by a key of another brand, say. The word of an unproved token can only change
        # which refusal is given, which helps those who connect two brands and mix them up.
        raise TokenWrongBrand if _names_other_brand(token, brand) else TokenInvalid
    if not _is_for(claims.get("aud"), brand):
        raise TokenWrongBrand if "aud" in claims else TokenInvalid
    issued_at, expires_at = _life(claims, now)
    return CustomerClaims(
        subject=_text(claims, "sub", longest=255, required=True),
        token_id=_text(claims, "jti", longest=128, required=True),
        key_id=key.key_id,
        issued_at=issued_at,
        expires_at=expires_at,
        assurance=_assurance(claims),
        name=_name(claims),
        language=_language(claims),
    )


def _ed25519(material: str) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(material.encode())
    except UnsupportedAlgorithm as error:
        raise ValueError("not a public key that we know") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")  # noqa: TRY004 - the text is wrong, not its type
    return key


def _key_id(token: str) -> str:
    try:
        header = _jws.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise TokenInvalid from error
    key_id = header.get("kid")
    if not isinstance(key_id, str):
        raise TokenInvalid
    return key_id


def _verified(token: str, key: VerificationKey) -> dict[str, Any] | None:
    try:
        payload = _jws.decode(token, key.loaded(), algorithms=[key.algorithm])
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return _object(payload)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise TokenInvalid from error
    if not isinstance(claims, dict):
        raise TokenInvalid
    return claims


def _names_other_brand(token: str, brand: str) -> bool:
    try:
        segment = token.split(".")[1]
        claims = _object(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except (IndexError, ValueError, TokenInvalid):
        return False
    return "aud" in claims and not _is_for(claims["aud"], brand)


def _is_for(audience: Any, brand: str) -> bool:
    """A token for several brands at once would open all of them to whoever steals it in one."""
    return audience in (brand, [brand])


def _life(claims: dict[str, Any], now: datetime) -> tuple[datetime, datetime]:
    issued, expires = _instant(claims, "iat"), _instant(claims, "exp")
    not_before = _instant(claims, "nbf") if "nbf" in claims else issued
    if expires <= issued or expires - issued > LONGEST_LIFE:
        raise TokenInvalid
    if max(issued, not_before) > now + LEEWAY:
        raise TokenInvalid
    if expires + LEEWAY <= now:
        raise TokenExpired
    return issued, expires


def _instant(claims: dict[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TokenInvalid
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise TokenInvalid from error


def _text(claims: dict[str, Any], name: str, *, longest: int, required: bool = False) -> str:
    value = claims.get(name, None if required else "")
    if not isinstance(value, str) or len(value) > longest or (required and not value.strip()):
        raise TokenInvalid
    # These are references for machines. PostgreSQL stores no NUL, and a lone surrogate is no text.
    if not value.isprintable():
        raise TokenInvalid
    return value


def _name(claims: dict[str, Any]) -> str:
    """Return the name in one line. Nobody is kept out for how they are called.

    Direction overrides and control characters go, since they forge what an agent reads; the
    joiners stay, since Persian and Indic names are spelt with them.
    """
    value = claims.get("name", "")
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise TokenInvalid
    kept = (c for c in " ".join(value.split()) if c in JOINERS or category(c) not in HIDDEN)
    return "".join(kept).strip()


def _assurance(claims: dict[str, Any]) -> int:
    value = claims.get("al", 2)
    if isinstance(value, bool) or value not in (2, 3):
        raise TokenInvalid
    return int(value)


def _language(claims: dict[str, Any]) -> str:
    value = _text(claims, "language", longest=20)
    if value and not is_language(value):
        raise TokenInvalid
    return value
