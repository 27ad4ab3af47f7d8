"""Ledger entries as the desk shows them. Templates get these and never a model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pharos.cases.models import Entry
from pharos.web.desk.events import event_line, is_worth_a_line
from pharos.web.desk.shown_files import ShownFile, shown_files

SPOKEN = frozenset({Entry.Kind.MESSAGE, Entry.Kind.NOTE, Entry.Kind.RESOLUTION})
# Events that may come with words.
SAID_WITH_IT = frozenset(
    {
        Entry.Kind.REVIEW,
        Entry.Kind.RATING,
        Entry.Kind.SIDE,
        Entry.Kind.QUOTE,
        Entry.Kind.CARRIED,
        Entry.Kind.MERGE,
    }
)
# What staff say among themselves, and copies of what was said elsewhere.
AMONG_STAFF = frozenset({Entry.Kind.NOTE, Entry.Kind.SIDE, Entry.Kind.MERGE})
COPIES = frozenset({Entry.Kind.QUOTE, Entry.Kind.CARRIED})
SHAPES = {"customer": "customer", "staff": "agent", "bot": "bot", "system": "bot"}
AVATARS = {"customer": "customer", "agent": "staff", "bot": "bot", "note": "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry: something said, or an event as a single sentence."""

    seq: int
    at: datetime
    shape: str
    name: str = ""
    mark: str = ""
    body: str = ""
    icon: str = ""
    sentence: str = ""
    is_erased: bool = False
    files: tuple[ShownFile, ...] = ()
    # Where a reply stands in its conversation; 0 for whatever has no receipt.
    thread: int = 0
    position: int = 0

    @property
    def avatar(self) -> str:
        return AVATARS.get(self.shape, "bot")


def lines_of(entries: Iterable[Entry], customer_name: str, *, number: str) -> list[Line]:
    return [_line(entry, customer_name, number) for entry in entries if is_worth_a_line(entry)]


def _line(entry: Entry, customer_name: str, number: str) -> Line:
    if entry.kind not in SPOKEN and not (entry.kind in SAID_WITH_IT and entry.body):
        icon, sentence = event_line(entry)
        return Line(seq=entry.seq, at=entry.created_at, shape="event", icon=icon, sentence=sentence)
    name = entry.author_name or ""
    is_reply = entry.author_kind in ("staff", "bot") and entry.position is not None
    return Line(
        seq=entry.seq,
        at=entry.created_at,
        shape="note" if entry.kind in AMONG_STAFF else SHAPES[_speaker(entry)],
        name=customer_name if _speaker(entry) == "customer" else name,
        mark=_mark(entry),
        body=entry.body or "",
        is_erased=entry.is_erased,
        files=shown_files(number, entry.attachments),
        thread=(entry.conversation_id or 0) if is_reply else 0,
        position=(entry.position or 0) if is_reply else 0,
    )


def _speaker(entry: Entry) -> str:
    """What kind of person said it: of a copy, whoever said it first."""
    payload = entry.payload or {}
    return str(payload.get("by", entry.author_kind)) if entry.kind in COPIES else entry.author_kind


def _mark(entry: Entry) -> str:
    kind = entry.kind
    if kind in COPIES:
        return _("in %(case)s") % {"case": (entry.payload or {}).get("case", "")}
    if kind in (Entry.Kind.RATING, Entry.Kind.SIDE, Entry.Kind.MERGE):
        return event_line(entry)[1].removeprefix(entry.author_name or "").strip()
    if kind == Entry.Kind.NOTE:
        return _("note, staff only")
    if kind == Entry.Kind.REVIEW:
        return _("asks for a second look by somebody else")
    if kind == Entry.Kind.RESOLUTION:
        return _("how it ended, for the customer")
    return ""
