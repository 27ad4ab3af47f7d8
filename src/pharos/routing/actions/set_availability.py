from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.errors import Forbidden, Invalid
from pharos.kernel.time import now
from pharos.live.signs import Sign, give
from pharos.people.actor import Actor
from pharos.routing.models import Availability


@action
def set_availability(*, actor: Actor, state: str) -> Availability:
    """Say whether one takes what comes: online, away, busy or offline. Repeats safely.

    Refused to those who do not answer customers. The agent's row is locked.
    """
    if not actor.may_reply or actor.id is None:
        raise Forbidden(_("Only those who answer take cases."), code="read_only")
    if state not in Availability.State.values:
        raise Invalid(_("There is no such state."), code="state_unknown")

    at = now()
    Availability.objects.get_or_create(staff_id=actor.id)
    mine = Availability.objects.select_for_update().get(staff_id=actor.id)
    mine.become(state, at)
    # Whoever says so has a desk open; its stream will go on saying it.
    mine.here_at = at
    mine.save()

    for brand_id in actor.brands:
        give(Sign(brand_id=brand_id, what="floor.moved"))
    return mine
