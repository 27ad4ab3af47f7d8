from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_answer
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of, move_case, move_chats
from pharos.cases.models import Case
from pharos.cases.queries import conversation_to_answer_on, conversations_of
from pharos.cases.siding import close_sides
from pharos.cases.states import UNTOUCHED, CaseState, ChatState, Disposition
from pharos.cases.words import clean, shortened
from pharos.clocks.running import stop_clocks
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a case ends: for reports (disposition, final reason) and for its customer (text)."""

    disposition: Disposition
    text: str
    reason_final: str = ""


@action
def resolve_case(*, actor: Actor, number: str, outcome: Outcome) -> Case:
    """Settle the case and tell the customer how it ended. A settled case stays as it is.

    Refused with `text_empty` if there is nothing to tell, and with `assurance_too_low` if
    something was done for the account (`solved_by_action`) of a customer who is not proved as
    far as the reason asks.
    """
    case = case_to_answer(actor, number)
    if case.is_settled:
        return case
    text = clean(outcome.text)
    if outcome.disposition is Disposition.SOLVED_BY_ACTION and not case.is_proved_enough:
        raise Conflict(
            _("Identity is not proved far enough for this. Ask the customer to prove it first."),
            code="assurance_too_low",
        )

    at = now()
    hops = (CaseState.IN_PROGRESS,) if case.state in UNTOUCHED else ()
    moved = move_case(case, actor, *hops, CaseState.RESOLVED)
    moved += move_chats(case, actor, conversations_of(case), ChatState.ENDED)
    _settle(case, actor, outcome, text)
    case.resolved_at = case.moved_at = at
    case.save()
    stop_clocks(case_id=case.pk, kinds=None, at=at)
    moved += close_sides(case, actor, at)

    told = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=conversation_to_answer_on(case).pk,
        kind="resolution",
        author=actor,
        visibility="customer",
        body=text,
        payload=_taken_time(case, at),
        at=at,
    )
    kept: dict[str, object] = {
        "disposition": case.disposition,
        "reason_final": case.reason_final,
        "assignee": case.assignee_id,
    }
    append(entry_of(case, actor, "disposition", payload=kept), *moved, told)
    return case


def _taken_time(case: Case, at: datetime) -> dict[str, int]:
    """What the customer is told of their case: how soon it was answered, and solved, in seconds."""
    answered_at = case.first_answered_at or at
    return {
        "answered_in": max(0, int((answered_at - case.opened_at).total_seconds())),
        "solved_in": max(0, int((at - case.opened_at).total_seconds())),
    }


def _settle(case: Case, actor: Actor, outcome: Outcome, text: str) -> None:
    case.disposition = outcome.disposition
    case.reason_final = outcome.reason_final or case.reason_final or case.reason_initial
    case.resolution_text = text
    case.assignee_id = case.assignee_id or actor.id
    case.reviewed_after = None
    case.woken_at = None
    case.waiting_since = None
    case.last_words = shortened(text)
    case.last_author = "staff"
