"""Bringing what a customer writes in a merged case to the case where the work goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pharos.cases.ledger.append import NewEntry
from pharos.cases.ledger.entries import entry_of, move_case
from pharos.cases.models import Case, Entry
from pharos.cases.promising import promise
from pharos.cases.states import ON_CUSTOMER_MESSAGE, CaseState
from pharos.cases.words import ERASED, shortened, spoken
from pharos.clocks.running import is_running
from pharos.people.actor import Actor

DEEPEST = 50


def survivor(case: Case) -> Case:
    """Return where the work on the case goes on: through all mergings, itself if there is none."""
    for _step in range(DEEPEST):
        if case.merged_into is None:
            break
        case = case.merged_into
    return case


def carry(source: Case, target: Case, messages: Iterable[Entry]) -> list[NewEntry]:
    """Let messages of a merged case move the surviving one, as if they had been written there.

    The words stay in the ledger of the case where they were written; staff read a copy. The
    caller holds both heads, saves the target and appends what is returned.
    """
    told: list[NewEntry] = []
    system = Actor.system(target.brand_id)
    for message in messages:
        copy = copied(target, source, message, "carried", system)
        # From when it was said, which stays known when the words are erased.
        told.append(replace(copy, at=message.created_at))
        # What was erased has no words to carry.
        target.last_words = shortened(told[-1].body or "") or ERASED
        target.last_author = "customer"
        since = message.created_at
        target.waiting_since = min(target.waiting_since or since, since)
    if not told or target.waiting_since is None:
        return []

    before = CaseState(target.state)
    if before in ON_CUSTOMER_MESSAGE:
        owned, free = ON_CUSTOMER_MESSAGE[before]
        ended = before in (CaseState.RESOLVED, CaseState.CLOSED)
        target.contacts += 1 if ended else 0
        told += move_case(target, system, free if target.assignee_id is None else owned)
    # As at the hot door: whoever waits already has been promised an answer.
    if not is_running(target.pk, ("first_response", "next_response")):
        promise(target, "next_response", at=target.waiting_since)
    return told


def copy_changes(source: Case, target: Case, changes: Iterable[Entry]) -> list[NewEntry]:
    """Let staff read in the surviving case what a customer changed in a merged one; nothing moves.

    The caller holds both heads, saves the target and appends what is returned.
    """
    told: list[NewEntry] = []
    for change in changes:
        copy = copied(target, source, change, "quote", Actor.system(target.brand_id))
        told.append(replace(copy, payload={**(copy.payload or {}), "changed": True}))
        target.last_words = shortened(copy.body or "") or ERASED
        target.last_author = "customer"
    return told


def copied(case: Case, source: Case, message: Entry, kind: str, author: Actor) -> NewEntry:
    """A copy for staff of something said in another case, with where it stands there."""
    origin: dict[str, object] = {
        "case": source.number,
        "seq": message.seq,
        "by": message.author_kind,
        "author": message.author_name or "",
        "at": message.created_at.isoformat(),
    }
    words = spoken(message.body, message.attachments) or None
    return entry_of(case, author, kind, payload=origin, body=words)
