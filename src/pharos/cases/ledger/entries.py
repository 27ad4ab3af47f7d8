"""The entries that several actions write, each worded in one place."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from pharos.cases.ledger.append import NewEntry, Visibility
from pharos.cases.models import Case, Conversation
from pharos.cases.states import IDLE, CaseState, ChatState
from pharos.cases.words import clean
from pharos.kernel.errors import Conflict, Invalid
from pharos.people.actor import Actor


def entry_of(  # noqa: PLR0913 - what an entry consists of
    case: Case,
    author: Actor,
    kind: str,
    *,
    conversation: Conversation | None = None,
    visibility: Visibility = "staff",
    payload: dict[str, object] | None = None,
    body: str | None = None,
) -> NewEntry:
    """One entry of the case, from now."""
    return NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=None if conversation is None else conversation.pk,
        kind=kind,
        author=author,
        visibility=visibility,
        payload=payload,
        body=body,
    )


def move_case(case: Case, author: Actor, *states: CaseState) -> list[NewEntry]:
    """Move the case through `states`, without saving, and return an entry for each move.

    A state that the case is in already is passed over; one that cannot follow is refused.
    """
    written = []
    for state in states:
        before = case.state
        if before == state:
            continue
        case.move_to(state)
        written.append(entry_of(case, author, "state", payload={"case": [before, state.value]}))
    return written


def move_chats(
    case: Case, author: Actor, conversations: Iterable[Conversation], state: ChatState
) -> list[NewEntry]:
    """Move and save those conversations that can go there, and return an entry for each."""
    written = []
    for conversation in conversations:
        before = conversation.state
        if before == state or not conversation.move_to(state):
            continue
        conversation.save(update_fields=["state"])  # lint: allow write (a step of its actions)
        written.append(
            entry_of(
                case,
                author,
                "state",
                conversation=conversation,
                payload={"chat": [before, state.value]},
            )
        )
    return written


def to_work(case: Case) -> tuple[CaseState, ...]:
    """The states that lead from where the case is to a person at work on it."""
    settled = (CaseState.RESOLVED, CaseState.CLOSED)
    if case.state in settled:
        return (CaseState.REOPENED, CaseState.IN_PROGRESS)
    return (CaseState.IN_PROGRESS,)


def to_queue(case: Case) -> tuple[CaseState, ...]:
    """The states that lead from where the case is to its team's queue."""
    if case.state == CaseState.NEW:
        return (CaseState.TRIAGED, CaseState.QUEUED)
    return (CaseState.QUEUED,)


def begin_work(case: Case, author: Actor) -> list[NewEntry]:
    """Move a case that nobody is at work on to where somebody is; what waits goes on waiting."""
    return move_case(case, author, CaseState.IN_PROGRESS) if case.state in IDLE else []


def refuse_settled(case: Case) -> None:
    """Refuse with `state_not_possible` what is done to open cases only."""
    if case.is_settled:
        raise Conflict(
            _("This is not possible in the state that the case is in now."),
            code="state_not_possible",
        )


def noted(case: Case, author: Actor, why: str) -> NewEntry:
    """A reason, as a note for colleagues. Refused without one (`reason_missing`)."""
    if not why.strip():
        raise Invalid(_("Say why, for whoever reads this next."), code="reason_missing")
    return entry_of(case, author, "note", body=clean(why))


def assigned(case: Case, author: Actor, *, to: str = "") -> NewEntry:
    """Say who owns the case now; `to` names whom or which team it was given to."""
    payload: dict[str, object] = {"assignee": case.assignee_id, "team": case.team_id}
    if to:
        payload["to"] = to
    return entry_of(case, author, "assignment", payload=payload)
