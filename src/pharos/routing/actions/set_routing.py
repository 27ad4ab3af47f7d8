from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_change
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Staff, Team
from pharos.routing.models import Availability, BrandRouting
from pharos.routing.queries import members_of

MOST_AT_ONCE = 50
LONGEST_GRACE = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingDraft:
    push: bool
    capacity: int
    grace_seconds: int


@action
def set_routing(*, actor: Actor, slug: str, draft: RoutingDraft) -> BrandRouting:
    """Say how the brand's cases reach its agents. Refused: what is out of bounds.

    Repeats safely. What agents have stays with them.
    """
    brand = brand_to_change(actor, slug)
    if not (1 <= draft.capacity <= MOST_AT_ONCE and 0 <= draft.grace_seconds <= LONGEST_GRACE):
        raise Invalid(_("This number is out of bounds."), code="routing_invalid")
    BrandRouting.objects.get_or_create(brand=brand)
    routing = BrandRouting.objects.select_for_update().get(brand=brand)
    wanted = asdict(draft)
    change = difference({name: getattr(routing, name) for name in wanted}, wanted)
    if change:
        for name, value in wanted.items():
            setattr(routing, name, value)
        routing.save()
        record(
            actor,
            "routing.changed",
            brand.name,
            brand_id=brand.pk,
            subject_id=brand.pk,
            change=change,
        )
    return routing


@action
def set_capacities(*, actor: Actor, slug: str, capacities: Mapping[int, int | None]) -> int:
    """Say how many cases these people bear at once; None: as the brand says.

    Returns how many changed. Whoever is not in a team of the brand is passed over. Refused: more
    than 50 (`routing_invalid`).
    """
    brand = brand_to_change(actor, slug)
    if any(most is not None and not 0 <= most <= MOST_AT_ONCE for most in capacities.values()):
        raise Invalid(_("This number is out of bounds."), code="routing_invalid")
    teams = Team.objects.filter(brand=brand).values_list("pk", flat=True)
    ours = {staff_id for staff_id, _team in members_of(set(teams), at=now())}
    changed = 0
    for staff in Staff.objects.filter(pk__in=ours & set(capacities)).order_by("pk"):
        Availability.objects.get_or_create(staff=staff)
        theirs = Availability.objects.select_for_update().get(pk=staff.pk)
        before, theirs.capacity = theirs.capacity, capacities[staff.pk]
        if before == theirs.capacity:
            continue
        theirs.save(update_fields=["capacity"])
        record(
            actor,
            "capacity.changed",
            staff.name,
            brand_id=brand.pk,
            subject_id=staff.pk,
            change={"capacity": (before, theirs.capacity)},
        )
        changed += 1
    return changed
