"""An exchange that vouches for its customers, well or badly."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pharos.brands.models import Brand, TokenKey
from pharos.kernel.scope import brand_scope
from pharos.people.actions.open_session import Opening, Session, open_session
from pharos.people.actor import Actor
from pharos.people.tokens.customer import VerificationKey

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
SHARED_SECRET = "a shared secret of more than 32 bytes, for tests only"


@dataclass
class Exchange:
    brand: str = "northmere"
    key_id: str = "2026-09"
    instant: datetime = NOON
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public_pem(self) -> str:
        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def keys(self) -> dict[str, VerificationKey]:
        """One key of each algorithm, as a brand may have while it changes from one to another."""
        found = [
            VerificationKey(key_id=self.key_id, algorithm="EdDSA", material=self.public_pem),
            VerificationKey(key_id="shared", algorithm="HS256", material=SHARED_SECRET),
        ]
        return {key.key_id: key for key in found}

    def claims(self, **changes: Any) -> dict[str, Any]:
        """What a good token says. A change to None leaves the claim out."""
        claims = {
            "iss": "the exchange",
            "aud": self.brand,
            "sub": "account-dana",
            "jti": str(uuid.uuid4()),
            "iat": int(self.instant.timestamp()),
            "exp": int((self.instant + timedelta(minutes=5)).timestamp()),
            "name": "Dana",
            "language": "en",
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, *, kid: str | None = None, **changes: Any) -> str:
        headers = {"kid": kid or self.key_id}
        return jwt.encode(self.claims(**changes), self.private, algorithm="EdDSA", headers=headers)

    def shared_token(self, **changes: Any) -> str:
        return jwt.encode(
            self.claims(**changes), SHARED_SECRET, algorithm="HS256", headers={"kid": "shared"}
        )


def connected(brand: Brand, key_id: str = "2026-09") -> Exchange:
    """An exchange whose key the brand has on file."""
    exchange = Exchange(brand=brand.slug, key_id=key_id)
    with brand_scope(brand.pk):
        TokenKey.objects.create(
            brand=brand, key_id=key_id, algorithm="EdDSA", secret_or_public=exchange.public_pem
        )
    return exchange


def begin(brand: Brand, device: str, token: str | None = None, **habits: str) -> Session:
    opening = Opening(device=device, token=token, **habits)
    return open_session(actor=Actor.system(brand.pk), brand=brand, opening=opening)
