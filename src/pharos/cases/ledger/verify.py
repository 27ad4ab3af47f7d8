"""Whether a chain is whole: plain Python over `canonical`, without a server or a database.

The same walk checks what is stored (`stored.py`) and what was exported (`bundle.py`). It stops at
the first entry that is wrong, because everything after it follows from it. docs/ledger.md shows
how to do the same by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pharos.cases.ledger.canonical import (
    case_genesis,
    conversation_genesis,
    digest,
    entry_hash,
    visible_hash,
)

Entry = Mapping[str, Any]
CONTENT = ("body", "payload", "attachments")
NO_SALT = bytes(16)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong in a chain; `place` is 0 where it is the head's."""

    chain: str
    place: int
    what: str

    def __str__(self) -> str:
        where = f"entry {self.place}" if self.place else "head"
        return f"{self.chain}, {where}: {self.what}"


class Broken(Exception):
    """A chain that is not whole."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChain:
    """A case's entries with what its heads say about them: `(length, hash)` each."""

    number: str
    head: tuple[int, bytes]
    conversations: Mapping[str, tuple[int, bytes]]
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationChain:
    """What a customer may see of one conversation, with what its head says about it."""

    public_id: str
    head: tuple[int, bytes]
    entries: Sequence[Entry]


def case_fault(chain: CaseChain) -> Fault | None:
    """Return the first fault of a case and of the conversations in it, or None."""
    try:
        _walk_case(chain)
    except Broken as broken:
        return broken.fault
    return None


def conversation_fault(chain: ConversationChain) -> Fault | None:
    """Return the first fault of a customer's own chain, or None."""
    name, link = f"conversation {chain.public_id}", (0, conversation_genesis(chain.public_id))
    try:
        for entry in chain.entries:
            link = _next_visible(name, link, entry)
            _content(name, link[0], entry)
        _expect(link == chain.head, name, 0, "the head is not the last entry's")
        _receipts(name, "position", chain.entries)
    except Broken as broken:
        return broken.fault
    return None


def _walk_case(chain: CaseChain) -> None:
    name, before = f"case {chain.number}", case_genesis(chain.number)
    threads = {public_id: (0, conversation_genesis(public_id)) for public_id in chain.conversations}
    for place, entry in enumerate(chain.entries, start=1):
        _expect(entry["seq"] == place, name, place, f"is numbered {entry['seq']}")
        before = entry_hash(before, {**entry, "number": chain.number})
        _expect(entry["hash"] == before, name, place, "the hash is not that of its fields")
        _content(name, place, entry)
        thread = entry["conversation"]
        _expect(thread is None or thread in threads, name, place, "is of another conversation")
        is_visible = entry["visibility"] == "customer"
        _expect(is_visible == (entry["position"] is not None), name, place, "position is amiss")
        if is_visible:
            threads[thread] = _next_visible(name, threads[thread], entry, place=place)
        else:
            _expect(entry["visible_hash"] is None, name, place, "has a hash for the customer")
    _expect((len(chain.entries), before) == chain.head, name, 0, "is not the last entry's")
    for public_id, link in threads.items():
        whole = link == chain.conversations[public_id]
        _expect(whole, f"conversation {public_id}", 0, "is not the last visible entry's")
    _receipts(name, "seq", chain.entries)


def _next_visible(
    name: str, link: tuple[int, bytes], entry: Entry, *, place: int | None = None
) -> tuple[int, bytes]:
    position, before = link[0] + 1, link[1]
    at = place or position
    _expect(entry["position"] == position, name, at, f"has position {entry['position']}")
    after = visible_hash(before, entry)
    _expect(entry["visible_hash"] == after, name, at, "the customer's hash is not of its fields")
    return position, after


def _content(name: str, place: int, entry: Entry) -> None:
    """What is said must give the digests; what is erased or withheld must say nothing."""
    salt, said = entry["salt"], [entry[field] for field in CONTENT]
    if salt is None:
        _expect(said == [None] * len(CONTENT), name, place, "has content without a salt")
        return
    for field in CONTENT:
        whole = digest(salt, entry[field]) == entry[f"{field}_digest"]
        _expect(whole, name, place, f"the {field} is not what was written")
    has_none = said == [None] * len(CONTENT)
    _expect(not has_none or salt == NO_SALT, name, place, "the salt is not what was written")


def _receipts(name: str, number: str, entries: Sequence[Entry]) -> None:
    """What lost its content must be named by a later entry that says why."""
    told = set(_erasures(entries))
    for place, entry in enumerate(entries, start=1):
        if entry["salt"] is None and not entry.get("withheld"):
            seen = (entry["conversation"], "position", entry["position"])
            hidden = (None, "seq", entry.get("seq"))
            is_told = seen in told or (number == "seq" and hidden in told)
            _expect(is_told, name, place, "lost its content, and no erasure says why")


def _erasures(entries: Iterable[Entry]) -> Iterable[tuple[str | None, str, Any]]:
    for entry in entries:
        if entry["kind"] == "erasure" and entry["payload"] is not None:
            receipt = json.loads(entry["payload"])
            if "position" in receipt:
                yield (entry["conversation"], "position", receipt["position"])
            else:
                yield (None, "seq", receipt.get("seq"))


def _expect(holds: bool, chain: str, place: int, what: str) -> None:  # noqa: FBT001 what is asked
    if not holds:
        raise Broken(Fault(chain, place, what))
