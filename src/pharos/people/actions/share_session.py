from __future__ import annotations

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.browser import device_hash_of
from pharos.people.models import Device
from pharos.people.tokens.errors import SignInAgain
from pharos.people.tokens.session import SessionClaims


@action
def share_session(*, actor: Actor, brand: Brand, claims: SessionClaims, device: str) -> None:
    """Let the pages of a browser be signed in as its widget is, and no longer than it is.

    `claims` are those of the widget's session token. Refused with `sign_in_again`: whoever has not
    signed in, another brand's, and a device whose sign-in has ended since. Repeats safely.
    """
    assert brand.pk in actor.brands, "whoever opens the door stands in that brand"
    at = now()
    source = Device.objects.filter(
        pk=claims.device_id, customer=claims.customer_id, brand=brand, assurance__gte=2
    ).first()
    if claims.brand_id != brand.pk or source is None or not source.is_usable_at(at):
        raise SignInAgain
    here = device_hash_of(device)
    shared, _created = Device.objects.update_or_create(
        brand=brand,
        device_hash=here,
        customer_id=claims.customer_id,
        defaults={
            "assurance": source.assurance,
            "expires_at": source.expires_at,
            "raised_until": source.raised_until,
            "revoked_at": None,
            "seen_at": at,
        },
    )
    others = Device.objects.filter(brand=brand, device_hash=here, assurance__gt=0, revoked_at=None)
    others.exclude(pk=shared.pk).update(revoked_at=at)
