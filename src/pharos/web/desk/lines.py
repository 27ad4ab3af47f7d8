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

    @property
    def avatar(self) -> str:
        return AVATARS.get(self.shape, "bot")


def lines_of(entries: Iterable[Entry], customer_name: str, *, number: str) -> list[Line]:
    return [_line(entry, customer_name, number) for entry in entries if is_worth_a_line(entry)]


def _line(entry: Entry, customer_name: str, number: str) -> Line:
    if entry.kind not in SPOKEN and not (entry.kind == Entry.Kind.REVIEW and entry.body):
        icon, sentence = event_line(entry)
        return Line(seq=entry.seq, at=entry.created_at, shape="event", icon=icon, sentence=sentence)
    name = entry.author_name or ""
    return Line(
        seq=entry.seq,
        at=entry.created_at,
        shape="note" if entry.kind == Entry.Kind.NOTE else SHAPES[entry.author_kind],
        name=customer_name if entry.author_kind == "customer" else name,
        mark=_mark(entry.kind),
        body=entry.body or "",
        is_erased=entry.is_erased,
        files=shown_files(number, entry.attachments),
    )


def _mark(kind: str) -> str:
    if kind == Entry.Kind.NOTE:
        return _("note, staff only")
    if kind == Entry.Kind.REVIEW:
        return _("asks for a second look by somebody else")
    if kind == Entry.Kind.RESOLUTION:
        return _("how it ended, for the customer")
    return ""
