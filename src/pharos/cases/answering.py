"""A reply, written inside the transaction of whoever answers: the same steps for one and for many.

The caller holds the case's head and row, and has asked whether this was sent before.
"""

# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.ledger.entries import move_case, move_chats, to_work
from pharos.cases.models import Case, Conversation
from pharos.cases.promising import ANSWERS
from pharos.cases.states import CaseState, ChatState
from pharos.cases.words import shortened, spoken
from pharos.clocks.running import stop_clocks
from pharos.kernel.time import now
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said, in words that were checked (`cases.words.clean`), and with which files."""

    body: str
    client_token: str
    attachments: list[dict[str, Any]] | None = None


def write_answer(
    case: Case, actor: Actor, conversation: Conversation, answer: Answer, *before: NewEntry
) -> Written:
    """Say it to the customer, after what goes `before`; the case then waits for its customer.

    A settled case is reopened. The waiting ends and the promises of an answer are kept. Refused
    with `state_not_possible` where nobody can be answered: in merged cases and in junk.
    """
    at = now()
    first = [*before, *move_case(case, actor, *to_work(case))]
    first += move_chats(case, actor, [conversation], ChatState.ACTIVE)
    after = move_case(case, actor, CaseState.WAITING_CUSTOMER)
    case.touches += 1
    case.first_answered_at = case.first_answered_at or at
    case.waiting_since = case.woken_at = None
    case.last_words = shortened(spoken(answer.body, answer.attachments))
    case.last_author = "staff"
    case.moved_at = at
    case.save()
    stop_clocks(case_id=case.pk, kinds=ANSWERS, at=at)

    reply = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=conversation.pk,
        kind="message",
        author=actor,
        visibility="customer",
        body=answer.body,
        attachments=answer.attachments,
        client_token=answer.client_token,
        at=at,
    )
    return append(*first, reply, *after)[len(first)]
