from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import connection

from pharos.cases.ledger.append import append, lock_heads
from pharos.cases.ledger.entries import entry_of, move_case, move_chats
from pharos.cases.models import Case
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.states import CaseState, ChatState
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.routing.models import Availability, Queue
from pharos.routing.plan import Gift, Seat, Waiting, planned
from pharos.routing.queries import (
    TO_GIVE,
    as_waiting,
    cases_to_give,
    declined,
    placed,
    queues_of,
    routing_of,
    seats_in,
)

# How many are given in one transaction: more would hold their heads for too long.
MOST = 40
LOOKED_AT = 500
MINE = "SELECT pg_try_advisory_xact_lock(hashtextextended('pharos.routing', %s))"


@action
def push_cases(*, actor: Actor, brand_id: int, most: int = MOST) -> int:  # noqa: ARG001 - its brands are the scope
    """Give the brand's oldest waiting cases to agents who are free. Returns how many were given.

    Nothing happens while another worker does the same for this brand, in a brand whose agents
    pull, and in queues that are closed. Each case is given once, and nobody beyond what they bear:
    heads, cases and agents are locked in this order, and looked at again.
    """
    at = now()
    routing = routing_of(brand_id)
    if not routing.push or not _is_mine(brand_id):
        return 0
    queues = queues_of([brand_id])
    seats = seats_in(queues, routing.capacity, at=at)
    served = {queue.team_id for queue in queues if any(queue.pk in s.queues for s in seats)}
    if not any(seat.load < seat.capacity for seat in seats):
        return 0
    found = cases_to_give(brand_id, served, limit=LOOKED_AT)
    wanted = _plan(found, seats, queues, at)[:most]
    if not wanted:
        return 0

    cases = _locked({gift.case.case_id for gift in wanted})
    _lock_agents({gift.staff_id for gift in wanted})
    gifts = _plan(cases, seats_in(queues, routing.capacity, at=at), queues, at)
    names = {queue.pk: queue.name for queue in queues}
    by_id = {case.pk: case for case in cases}
    for gift in gifts:
        _give(by_id[gift.case.case_id], gift, names[gift.case.queue_id], at)
    return len(gifts)


def _is_mine(brand_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MINE, [brand_id])
        return bool((cursor.fetchone() or (False,))[0])


def _plan(cases: list[Case], seats: list[Seat], queues: list[Queue], at: datetime) -> list[Gift]:
    """Plan, ask the ledger who has declined what is planned, and plan again until nobody has."""
    most_each = {queue.pk: queue.most_each for queue in queues if queue.most_each is not None}
    waiting = [each for place in placed(cases, queues) if (each := as_waiting(place)) is not None]
    asked: set[int] = set()
    while True:
        trial = [replace(seat, of_queue=seat.of_queue.copy()) for seat in seats]
        gifts = planned(waiting, trial, most_each, at)
        fresh = {gift.case.case_id for gift in gifts} - asked
        if not fresh:
            return gifts
        asked |= fresh
        refusals = declined(fresh, at=at)
        waiting = [_without(each, refusals.get(each.case_id, frozenset())) for each in waiting]


def _without(waiting: Waiting, staff_ids: frozenset[int]) -> Waiting:
    return replace(waiting, not_to=waiting.not_to | staff_ids) if staff_ids else waiting


def _locked(case_ids: set[int]) -> list[Case]:
    """Lock the heads, then the cases; return those that are still to be given."""
    held = lock_heads(sorted(case_ids))
    cases = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("team")
    found = cases.filter(pk__in=held, assignee=None, waiting_since__isnull=False, state__in=TO_GIVE)
    return list(found.order_by("pk"))


def _lock_agents(staff_ids: set[int]) -> None:
    list(Availability.objects.select_for_update().filter(pk__in=staff_ids).order_by("pk"))


def _give(case: Case, gift: Gift, queue: str, at: datetime) -> None:
    staff = Staff.objects.get(pk=gift.staff_id)
    agent = Actor.staff(id=staff.pk, name=staff.name, role=staff.role, brands=(case.brand_id,))
    system = Actor.system(case.brand_id)
    conversation = conversation_to_answer_on(case)
    case.assignee_id = staff.pk
    case.moved_at = at
    why: dict[str, object] = {
        "assignee": staff.pk,
        "team": case.team_id,
        "by": "routing",
        "to": staff.name,
        "queue": queue,
        "load": gift.load,
        "capacity": gift.capacity,
    }
    told = entry_of(case, system, "assignment", payload=why)
    moved = move_case(case, system, CaseState.IN_PROGRESS)
    moved += move_chats(case, system, [conversation], ChatState.ACTIVE)
    case.save(update_fields=["assignee", "state", "moved_at"])
    joined = entry_of(
        case,
        agent,
        "joined",
        conversation=conversation,
        visibility="customer",
        payload={"name": staff.name},
    )
    append(told, *moved, joined)
    Availability.objects.filter(pk=staff.pk).update(given_at=at)
