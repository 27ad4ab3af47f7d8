from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of, move_case, refuse_settled
from pharos.cases.models import Case
from pharos.cases.promising import OURS, promise
from pharos.cases.states import CaseState
from pharos.clocks.running import stop_clocks
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now
from pharos.people.actor import Actor

SIGNED_IN = 2


@action
def mark_spam(*, actor: Actor, number: str) -> Case:
    """Set aside what no customer wrote. Its messages are still kept, and wake nobody.

    Marking again changes nothing. Refused with `signed_in` for anybody whom the exchange has ever
    vouched for, with `answered` once staff have answered, and for what is settled.
    """
    case = case_to_change(actor, number)
    if case.state == CaseState.SPAM:
        return case
    refuse_settled(case)
    if case.assurance >= SIGNED_IN or case.customer.handles.filter(assurance__gte=SIGNED_IN):
        raise Conflict(
            _("This customer has signed in at the exchange. Answer, or resolve the case."),
            code="signed_in",
        )
    if case.first_answered_at is not None:
        raise Conflict(_("Somebody has answered here. Resolve the case instead."), code="answered")

    moved = move_case(case, actor, CaseState.SPAM)
    case.moved_at = now()
    case.save()
    stop_clocks(case_id=case.pk, kinds=OURS, at=case.moved_at)

    append(entry_of(case, actor, "spam", payload={"marked": True}), *moved)
    return case


@action
def unmark_spam(*, actor: Actor, number: str) -> Case:
    """Take the mark off: the case is in the queue again, and whoever waited waits on."""
    case = case_to_change(actor, number)
    if case.state != CaseState.SPAM:
        return case

    there = CaseState.QUEUED if case.assignee_id is None else CaseState.IN_PROGRESS
    moved = move_case(case, actor, CaseState.REOPENED, there)
    case.moved_at = now()
    case.save()
    if case.waiting_since is not None:
        promise(case, "first_response", at=case.waiting_since)

    append(entry_of(case, actor, "spam", payload={"marked": False}), *moved)
    return case
