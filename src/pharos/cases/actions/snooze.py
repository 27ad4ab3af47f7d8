from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import all_locked, case_to_steer
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of, move_case, refuse_settled
from pharos.cases.models import Case
from pharos.cases.notifying import notify
from pharos.cases.queries import cases_to_wake
from pharos.cases.states import UNTOUCHED, CaseState
from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor

LONGEST = timedelta(days=366)
BATCH = 100


@action
def snooze_case(*, actor: Actor, number: str, until: datetime) -> Case:
    """Put the case off until an instant; it comes back by itself, or with the customer's message.

    Until the same instant again changes nothing. What was promised to the customer runs on.
    Refused with `not_ahead` for what is past or more than a year away, with `not_yours` for a
    colleague's case, supervisors excepted, and once it is settled.
    """
    case = case_to_steer(actor, number)
    at = now()
    if not at < until <= at + LONGEST:
        raise Invalid(_("Choose a time ahead, within a year."), code="not_ahead")
    if case.state == CaseState.SCHEDULED and case.snoozed_until == until:
        return case
    refuse_settled(case)

    hops = (CaseState.IN_PROGRESS,) if case.state in UNTOUCHED else ()
    moved = move_case(case, actor, *hops, CaseState.SCHEDULED)
    case.snoozed_until, case.woken_at = until, None
    case.moved_at = at
    case.save()

    append(entry_of(case, actor, "snooze", payload={"until": until.isoformat()}), *moved)
    return case


@action
def wake_case(*, actor: Actor, number: str) -> Case:
    """Take up before its time what was put off. What is not put off stays as it is."""
    case = case_to_steer(actor, number)
    if case.state == CaseState.SCHEDULED:
        _wake(case, actor, now())
    return case


@action
def wake_cases(*, actor: Actor, limit: int = BATCH) -> int:
    """Bring back what was put off until now, to its owner or its team's queue; return how many.

    Each comes back once, whoever sweeps: its owner is notified, and it bears a mark until
    somebody answers.
    """
    at = now()
    due = cases_to_wake(at=at, limit=limit)
    woken = [case for case in (all_locked(due) if due else []) if _is_due(case, at)]
    for case in woken:
        _wake(case, actor, at)
    return len(woken)


def _is_due(case: Case, at: datetime) -> bool:
    """The customer may have written while this waited for the lock."""
    until = case.snoozed_until
    return case.state == CaseState.SCHEDULED and until is not None and until <= at


def _wake(case: Case, actor: Actor, at: datetime) -> None:
    there = CaseState.QUEUED if case.assignee_id is None else CaseState.IN_PROGRESS
    moved = move_case(case, actor, there)
    case.woken_at = case.moved_at = at
    case.save(update_fields=["state", "woken_at", "moved_at"])
    told = entry_of(case, actor, "woken", payload={"at": at.isoformat()})
    written = append(told, *moved)[0]
    if case.assignee_id is not None:
        notify(case, "woken", to=[case.assignee_id], of=written, by=actor)
