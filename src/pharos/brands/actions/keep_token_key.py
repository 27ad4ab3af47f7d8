from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import Administrator, brand_to_change
from pharos.brands.keys import NewKey, check_key
from pharos.brands.models import TokenKey
from pharos.kernel.action import action
from pharos.kernel.audit import SECRET, record
from pharos.kernel.errors import Conflict, NotFound


@action
def keep_token_key(*, actor: Administrator, slug: str, key: NewKey) -> TokenKey:
    """Believe customer tokens signed with this key too; those there already are still believed.

    Refused: others than administrators; a key id that is taken (`key_id_taken`); `key_invalid`.
    """
    brand = brand_to_change(actor, slug)
    check_key(key)
    if TokenKey.objects.filter(brand=brand, key_id=key.key_id).exists():
        raise Conflict(_("There is a key of this name already."), code="key_id_taken")

    kept = TokenKey.objects.create(
        brand=brand,
        key_id=key.key_id,
        algorithm=key.algorithm,
        secret_or_public=key.material,
    )
    shown = SECRET if key.algorithm == TokenKey.Algorithm.HS256 else key.material
    change = {"algorithm": (None, str(key.algorithm)), "key": (None, shown)}
    record(
        actor, "token_key.added", key.key_id, brand_id=brand.pk, subject_id=kept.pk, change=change
    )
    return kept


@action
def settle_token_key(*, actor: Administrator, slug: str, key_id: str, active: bool) -> None:
    """Believe the key's tokens from now on, or no longer. Repeats safely."""
    brand = brand_to_change(actor, slug)
    key = TokenKey.objects.filter(brand=brand, key_id=key_id).first()
    if key is None:
        raise NotFound(_("There is no such key."))
    if key.active is active:
        return
    key.active = active
    key.save(update_fields=["active"])
    what = "token_key.restored" if active else "token_key.retired"
    change = {"believed": (not active, active)}
    record(actor, what, key_id, brand_id=brand.pk, subject_id=key.pk, change=change)
