from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from pharos.cases.ledger.append import append, lock_heads
from pharos.cases.ledger.entries import entry_of, move_case
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.live.signs import Sign, give
from pharos.people.actor import Actor
from pharos.people.models import Membership
from pharos.routing.models import Availability
from pharos.routing.presence import ABSENT_AFTER
from pharos.routing.queries import SETTLED_VALUES, routing_of

BATCH = 100


@action
def mark_absent(*, actor: Actor) -> int:
    """Take whoever has no desk open any more as offline. Returns how many. Repeats safely."""
    at = now()
    absent = Availability.objects.exclude(state=Availability.State.OFFLINE).filter(
        Q(here_at=None) | Q(here_at__lt=at - ABSENT_AFTER)
    )
    people = list(absent.values_list("staff_id", flat=True))
    if not people:
        return 0
    gone = absent.filter(staff__in=people).update(
        before=F("state"), state=Availability.State.OFFLINE, since=at
    )
    theirs = Membership.objects.filter(staff__in=people).values_list("team__brand_id", flat=True)
    for brand_id in sorted(set(theirs) & set(actor.brands)):
        give(Sign(brand_id=brand_id, what="floor.moved"))
    return gone


@action
def return_unanswered(*, actor: Actor, brand_id: int, limit: int = BATCH) -> int:  # noqa: ARG001 - its brands are the scope
    """Put back what agents left unanswered when they went, at its old place in the queue.

    Only after the brand's grace time, and only where cases are pushed. Their customers go on
    waiting since when they did. Returns how many. Heads are locked, then cases.
    """
    routing = routing_of(brand_id)
    if not routing.push:
        return 0
    at = now()
    left = Availability.objects.filter(
        state=Availability.State.OFFLINE, since__lt=at - timedelta(seconds=routing.grace_seconds)
    )
    unanswered = Case.objects.filter(
        brand_id=brand_id,
        assignee_id__in=left.values("staff_id"),
        state=CaseState.IN_PROGRESS,
        waiting_since__isnull=False,
    ).exclude(state__in=SETTLED_VALUES)
    held = lock_heads(list(unanswered.order_by("pk").values_list("pk", flat=True)[:limit]))
    cases = list(
        unanswered.select_for_update(no_key=True, of=("self",)).filter(pk__in=held).order_by("pk")
    )
    for case in cases:
        _put_back(case)
    return len(cases)


def _put_back(case: Case) -> None:
    system = Actor.system(case.brand_id)
    case.assignee_id = None
    case.moved_at = now()
    told: dict[str, object] = {
        "assignee": None,
        "team": case.team_id,
        "by": "routing",
        "why": "absent",
    }
    moved = move_case(case, system, CaseState.QUEUED)
    case.save(update_fields=["assignee", "state", "moved_at"])
    append(entry_of(case, system, "assignment", payload=told), *moved)
