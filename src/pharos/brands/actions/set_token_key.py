from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.db import transaction

from pharos.brands.models import Brand, TokenKey
from pharos.kernel.errors import Conflict, Invalid, NotFound
from pharos.kernel.scope import enter_brands

# RFC 7518, 3.2: a key for HS256 is at least as long as its hash.
SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    key_id: str
    algorithm: TokenKey.Algorithm
    material: str


@transaction.atomic(durable=True)
def add_token_key(*, brand: Brand, key: NewKey) -> TokenKey:
    """Believe customer tokens that are signed with this key from now on.

    No actor: keys come from the command line. Adding the same key again changes nothing.
    Refused: a key id that stands for another key (`key_id_taken`), and what is no Ed25519 public
    key or is too short a secret (`key_invalid`).
    """
    enter_brands((brand.pk,))
    _check(key)
    kept, _ = TokenKey.objects.get_or_create(
        brand=brand,
        key_id=key.key_id,
        defaults={"algorithm": key.algorithm, "secret_or_public": key.material},
    )
    if (kept.algorithm, kept.secret_or_public) != (key.algorithm, key.material):
        raise Conflict("This key id stands for another key.", code="key_id_taken")
    return kept


@transaction.atomic(durable=True)
def retire_token_key(*, brand: Brand, key_id: str) -> None:
    """Believe no token of this key from now on. Retiring it again changes nothing."""
    enter_brands((brand.pk,))
    if not TokenKey.objects.filter(brand=brand, key_id=key_id).update(active=False):
        raise NotFound("There is no such key.")


def _check(key: NewKey) -> None:
    if key.algorithm == TokenKey.Algorithm.HS256:
        if len(key.material.encode()) < SHORTEST_SECRET:
            raise Invalid("A shared secret has at least 32 bytes.", code="key_invalid")
        return
    try:
        public = load_pem_public_key(key.material.encode())
    except ValueError as error:
        raise Invalid("This is no public key in PEM.", code="key_invalid") from error
    if not isinstance(public, Ed25519PublicKey):
        raise Invalid("For EdDSA the key is an Ed25519 public key.", code="key_invalid")
