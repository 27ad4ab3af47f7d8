from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pharos.cases.access import own_case_to_change
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of, move_case, move_chats
from pharos.cases.models import Case, Conversation
from pharos.cases.notifying import notify
from pharos.cases.queries import conversations_of
from pharos.cases.siding import close_sides
from pharos.cases.states import CaseState, ChatState, Disposition
from pharos.cases.words import Screened, screened, shortened
from pharos.clocks.running import stop_clocks
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.persons.queries import ids_of_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Which case its customer needs no more, and why if they say so."""

    number: str
    client_token: str
    why: str = ""


@action
def withdraw_case(*, actor: Actor, withdrawal: Withdrawal) -> Case:
    """End a case because its customer says that they need nothing more. Settled, it stays as it is.

    Whatever they write there later takes it up again. Its owner is told. Refused: a case that was
    brought to another one (`state_not_possible`). Head and case are locked.
    """
    case = own_case_to_change(actor, withdrawal.number)
    if case.is_set_aside:
        raise Conflict(
            _("This is not possible in the state that the case is in now."),
            code="state_not_possible",
        )
    if case.is_settled:
        return case
    at = now()
    words = _words(withdrawal.why)
    hops = (CaseState.TRIAGED,) if case.state == CaseState.NEW else ()
    moved = move_case(case, actor, *hops, CaseState.RESOLVED)
    moved += move_chats(case, actor, conversations_of(case), ChatState.ENDED)
    _settle(case, words.text)
    case.resolved_at = case.moved_at = at
    case.save()
    stop_clocks(case_id=case.pk, kinds=None, at=at)
    moved += close_sides(case, actor, at)
    told = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=_last_talked_in(actor, case).pk,
        kind="resolution",
        author=actor,
        visibility="customer",
        body=words.text,
        payload={"withdrawn": True, **(words.payload or {})},
        client_token=withdrawal.client_token,
        at=at,
    )
    kept: dict[str, object] = {
        "disposition": case.disposition,
        "reason_final": case.reason_final,
        "assignee": case.assignee_id,
    }
    written = append(entry_of(case, actor, "disposition", payload=kept), *moved, told)[-1]
    if case.assignee_id is not None:
        notify(case, "answered", to=[case.assignee_id], of=written, by=actor)
    return case


def _words(why: str) -> Screened:
    return screened(why if why.strip() else _("I do not need this any more."))


def _settle(case: Case, text: str) -> None:
    case.disposition = Disposition.ABANDONED
    case.reason_final = case.reason_final or case.reason_initial
    case.resolution_text = text
    case.reviewed_after = None
    case.woken_at = None
    case.waiting_since = None
    case.last_words = shortened(text)
    case.last_author = "customer"


def _last_talked_in(actor: Actor, case: Case) -> Conversation:
    mine = Conversation.objects.filter(case=case, customer__in=ids_of_person(actor))
    return mine.latest("opened_at", "pk")
