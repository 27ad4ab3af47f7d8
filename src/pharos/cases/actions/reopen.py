from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import move_case, noted
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.people.actor import Actor


@action
def reopen_case(*, actor: Actor, number: str, why: str) -> Case:
    """Take up again what was resolved or closed, for whoever owned it, else for the queue.

    The reason is a note. The customer is told nothing until somebody writes. What is open stays as
    it is. Refused with `set_aside` for what was merged or marked as spam, and without a reason.
    """
    case = case_to_change(actor, number)
    if not case.is_settled:
        return case
    if case.state in (CaseState.MERGED, CaseState.SPAM):
        raise Conflict(
            _("This case was set aside. Undo the merging or the spam mark instead."),
            code="set_aside",
        )
    reason = noted(case, actor, why)

    there = CaseState.QUEUED if case.assignee_id is None else CaseState.IN_PROGRESS
    moved = move_case(case, actor, CaseState.REOPENED, there)
    case.moved_at = reason.at
    case.save()

    append(reason, *moved)
    return case
