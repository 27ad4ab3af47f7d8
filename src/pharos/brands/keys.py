"""What a key for customer tokens must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.utils.translation import gettext_lazy as _

from pharos.brands.models import TokenKey
from pharos.kernel.errors import Invalid

# RFC 7518, 3.2: a key for HS256 is at least as long as its hash.
SHORTEST_SECRET: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    key_id: str
    algorithm: TokenKey.Algorithm
    material: str


def check_key(key: NewKey) -> None:
    """Refuse what is no Ed25519 public key or is too short a secret (`key_invalid`)."""
    if key.algorithm == TokenKey.Algorithm.HS256:
        if len(key.material.encode()) < SHORTEST_SECRET:
            raise Invalid(_("A shared secret has at least 32 bytes."), code="key_invalid")
        return
    try:
        public = load_pem_public_key(key.material.encode())
    except ValueError as error:
        raise Invalid(_("This is no public key in PEM."), code="key_invalid") from error
    if not isinstance(public, Ed25519PublicKey):
        raise Invalid(_("For EdDSA the key is an Ed25519 public key."), code="key_invalid")
