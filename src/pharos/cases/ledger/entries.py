"""The entries that several actions write, each worded in one place."""

from __future__ import annotations

from collections.abc import Iterable

from pharos.cases.ledger.append import NewEntry, Visibility
from pharos.cases.models import Case, Conversation
from pharos.cases.states import CaseState, ChatState
from pharos.people.actor import Actor


def entry_of(
    case: Case,
    author: Actor,
    kind: str,
    *,
    conversation: Conversation | None = None,
    visibility: Visibility = "staff",
    payload: dict[str, object] | None = None,
) -> NewEntry:
    """One entry without a body."""
    return NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=None if conversation is None else conversation.pk,
        kind=kind,
        author=author,
        visibility=visibility,
        payload=payload,
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


def assigned(case: Case, author: Actor) -> NewEntry:
    """Say who owns the case now."""
    payload: dict[str, object] = {"assignee": case.assignee_id, "team": case.team_id}
    return entry_of(case, author, "assignment", payload=payload)
