from __future__ import annotations

from django.db import transaction

from pharos.brands.keys import NewKey, check_key
from pharos.brands.models import Brand, TokenKey
from pharos.kernel.errors import Conflict, NotFound
from pharos.kernel.scope import enter_brands


@transaction.atomic(durable=True)
def add_token_key(*, brand: Brand, key: NewKey) -> TokenKey:
    """Believe customer tokens that are signed with this key from now on.

    No actor: keys come from the command line. Adding the same key again changes nothing.
    Refused: a key id that stands for another key (`key_id_taken`), and what is no Ed25519 public
    key or is too short a secret (`key_invalid`).
    """
    enter_brands((brand.pk,))
    check_key(key)
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
