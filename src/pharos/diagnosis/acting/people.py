"""Who may approve what the exchange is asked for."""

# lint: allow objects (steps that actions share, inside their transaction)
from __future__ import annotations

from pharos.people.models import Membership
from pharos.people.roles import CONFIRMING


def approvers_of(brand_id: int) -> list[int]:
    """Return the ids of the staff of the brand who may be the second person."""
    here = Membership.objects.filter(
        team__brand_id=brand_id, staff__role__in=CONFIRMING, staff__is_active=True
    )
    return sorted(set(here.values_list("staff_id", flat=True)))
