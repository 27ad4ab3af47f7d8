from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_answer, case_to_change, case_to_steer
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import (
    assigned,
    begin_work,
    entry_of,
    move_case,
    move_chats,
    refuse_settled,
)
from pharos.cases.models import Case
from pharos.cases.notifying import notify
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.states import CaseState, ChatState
from pharos.clocks.running import stop_clocks
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Forbidden, Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.queries import colleagues_of
from pharos.people.roles import ANSWERING


@action
def take_case(*, actor: Actor, number: str) -> Case:
    """Make the case the agent's own. Taking it again changes nothing.

    Refused with `already_taken` if somebody else owns it, unless the actor may assign others,
    and with `state_not_possible` once it is settled: a reply takes it up again.
    """
    case = case_to_answer(actor, number)
    if case.assignee_id == actor.id:
        return case
    if case.assignee_id is not None and not actor.may_assign_others:
        raise Conflict(_("A colleague has taken this case."), code="already_taken")
    refuse_settled(case)

    conversation = conversation_to_answer_on(case)
    moved = begin_work(case, actor)
    moved += move_chats(case, actor, [conversation], ChatState.ACTIVE)
    case.assignee_id = actor.id
    case.moved_at = now()
    case.save()
    stop_clocks(case_id=case.pk, kinds=("handover",), at=case.moved_at)

    joined = entry_of(
        case,
        actor,
        "joined",
        conversation=conversation,
        visibility="customer",
        payload={"name": actor.name},
    )
    append(assigned(case, actor), *moved, joined)
    return case


@action
def assign_case(*, actor: Actor, number: str, to: int) -> Case:
    """Make the case a named colleague's, who is notified. Whose it is already keeps it.

    Refused with `not_yours` for a case of somebody else's, supervisors excepted, with
    `not_assignable` unless `to` is a colleague of the brand who answers, with `second_review` for
    the one whom the customer has asked not to have again, and once the case is settled.
    """
    case = case_to_steer(actor, number)
    if case.assignee_id == to:
        return case
    refuse_settled(case)
    colleague = _colleague(case, to)

    moved = begin_work(case, actor)
    case.assignee_id = colleague.pk
    case.moved_at = now()
    case.save()
    stop_clocks(case_id=case.pk, kinds=("handover",), at=case.moved_at)

    written = append(assigned(case, actor, to=colleague.name), *moved)[0]
    notify(case, "assigned", to=[colleague.pk], of=written, by=actor)
    return case


@action
def release_case(*, actor: Actor, number: str) -> Case:
    """Give the case back to its team's queue. A case that nobody owns stays as it is."""
    case = case_to_change(actor, number)
    if case.assignee_id is None:
        return case
    if case.assignee_id != actor.id and not actor.may_assign_others:
        raise Forbidden(_("This case is a colleague's."), code="not_yours")

    moved = move_case(case, actor, CaseState.QUEUED) if case.state == CaseState.IN_PROGRESS else []
    case.assignee_id = None
    case.moved_at = now()
    case.save()

    append(assigned(case, actor), *moved)
    return case


def _colleague(case: Case, staff_id: int) -> Staff:
    found = next((each for each in colleagues_of(case.brand_id) if each.pk == staff_id), None)
    if found is None or found.role not in ANSWERING:
        raise Invalid(
            _("Nobody of this brand who answers customers was chosen."), code="not_assignable"
        )
    if case.reviewed_after_id == found.pk:
        raise Conflict(
            _("The customer has asked that somebody else looks at this case."),
            code="second_review",
        )
    return found
