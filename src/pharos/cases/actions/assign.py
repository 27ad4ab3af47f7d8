from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_answer, case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import assigned, entry_of, move_case, move_chats
from pharos.cases.models import Case
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.states import CaseState, ChatState
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Forbidden
from pharos.kernel.time import now
from pharos.people.actor import Actor

# Where nobody is at work yet: taking such a case begins the work.
IDLE = (CaseState.NEW, CaseState.TRIAGED, CaseState.QUEUED, CaseState.REOPENED)


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
    if case.is_settled:
        raise Conflict(
            _("This is not possible in the state that the case is in now."),
            code="state_not_possible",
        )

    conversation = conversation_to_answer_on(case)
    moved = move_case(case, actor, CaseState.IN_PROGRESS) if case.state in IDLE else []
    moved += move_chats(case, actor, [conversation], ChatState.ACTIVE)
    case.assignee_id = actor.id
    case.moved_at = now()
    case.save()

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
