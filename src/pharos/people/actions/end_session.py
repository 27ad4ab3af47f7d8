from __future__ import annotations

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.browser import device_hash_of
from pharos.people.models import Device


@action
def end_session(*, actor: Actor, brand: Brand, device: str) -> None:
    """Sign one browser out; others of the same customer stay signed in. Repeats safely."""
    assert brand.pk in actor.brands, "whoever opens the door stands in that brand"
    here = Device.objects.filter(brand=brand, device_hash=device_hash_of(device), revoked_at=None)
    here.update(revoked_at=now())
