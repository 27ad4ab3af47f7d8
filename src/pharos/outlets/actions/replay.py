from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.outlets.access import (
    check_sends_again,
    dispatch_to_send_again,
    outlet_to_administer,
)
from pharos.outlets.models import Dispatch
from pharos.people.actor import Actor

State = Dispatch.State
DONE = (State.SENT, State.DEAD)
MOST = 10_000


@action
def send_again(*, actor: Actor, brand_id: int, dispatch_id: int) -> int:
    """Send one event once more, by the same name, and return its outlet's id.

    What is under way stays so. Refused: others than supervisors and administrators, and with
    NotFound what is not theirs or whose outlet was removed.
    """
    dispatch = dispatch_to_send_again(actor, brand_id, dispatch_id)
    _again(Dispatch.objects.filter(pk=dispatch.pk))
    record(
        actor, "outlet.replayed", dispatch.outlet.label, brand_id=brand_id, subject_id=dispatch.pk
    )
    return dispatch.outlet_id


@action
def send_range_again(
    *, actor: Actor, brand_id: int, outlet_id: int, since: datetime, until: datetime
) -> int:
    """Send everything again that happened between two instants, in its order. Returns how many.

    Refused: a range that ends before it begins, or with more than 10,000 events (`range_large`).
    """
    outlet = outlet_to_administer(actor, brand_id, outlet_id)
    found = Dispatch.objects.filter(
        outlet=outlet, state__in=DONE, queued_at__gte=since, queued_at__lte=until
    )
    if until < since:
        raise Invalid(_("The end lies before the beginning."), code="range_empty")
    if found.count() > MOST:
        raise Invalid(_("These are too many at once. Choose a shorter time."), code="range_large")
    again = _again(found)
    change = {"events": (0, again)}
    record(actor, "outlet.replayed", outlet.label, brand_id=brand_id, change=change)
    return again


@action
def send_dead_again(*, actor: Actor, brand_id: int) -> int:
    """Send once more whatever the brand's webhooks gave up, and return how many.

    At most 10,000 at once. Refused: others than supervisors and administrators.
    """
    check_sends_again(actor, brand_id)
    dead = Dispatch.objects.filter(brand_id=brand_id, state=State.DEAD, outlet__removed_at=None)
    return _again(Dispatch.objects.filter(pk__in=dead.order_by("pk").values("pk")[:MOST]))


@action
def resume_outlet(*, actor: Actor, brand_id: int, outlet_id: int) -> None:
    """End the pause of an outlet: everything that waits for it is tried now."""
    outlet = outlet_to_administer(actor, brand_id, outlet_id)
    outlet.failures, outlet.paused_until = 0, None
    outlet.save(update_fields=["failures", "paused_until"])
    at = now()
    Dispatch.objects.filter(outlet=outlet, state=State.QUEUED, due_at__gt=at).update(due_at=at)


def _again(found: QuerySet[Dispatch]) -> int:
    at = now()
    return found.filter(state__in=DONE).update(
        state=State.QUEUED, due_at=at, tried_since=None, tries=0, moved_at=at
    )
