"""Ledger entries as the desk shows them. Templates get these and never a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pharos.cases.folds import Part, parts_of
from pharos.cases.models import Entry
from pharos.web.desk.events import event_line, is_worth_a_line
from pharos.web.desk.findings import Row
from pharos.web.desk.mails import ToldMail, mail_of
from pharos.web.desk.shown_files import ShownFile, ShownWaiting, shown_files
from pharos.web.desk.ways import Way
from pharos.web.desk.words import SURFACES, named

SPOKEN = frozenset(
    {
        Entry.Kind.MESSAGE,
        Entry.Kind.NOTE,
        Entry.Kind.RESOLUTION,
        Entry.Kind.FINDING,
        Entry.Kind.ACKNOWLEDGED,
        Entry.Kind.EDIT,
        Entry.Kind.AUTOMATIC,
    }
)
# Events that may come with words.
SAID_WITH_IT = frozenset(
    {
        Entry.Kind.REVIEW,
        Entry.Kind.IMPACT,
        Entry.Kind.RATING,
        Entry.Kind.SIDE,
        Entry.Kind.QUOTE,
        Entry.Kind.CARRIED,
        Entry.Kind.MERGE,
    }
)
# What staff say among themselves, and copies of what was said elsewhere.
AMONG_STAFF = frozenset({Entry.Kind.NOTE, Entry.Kind.IMPACT, Entry.Kind.SIDE, Entry.Kind.MERGE})
COPIES = frozenset({Entry.Kind.QUOTE, Entry.Kind.CARRIED})
# The icon of a line that says what was looked up.
LOOKED_UP = "search"
SHAPES = {"customer": "customer", "staff": "agent", "bot": "bot", "system": "bot"}
AVATARS = {"customer": "customer", "agent": "staff", "bot": "bot", "note": "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCard:
    """What the customer was shown with the words, as they were shown it."""

    rows: tuple[Row, ...]
    have: int
    need: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry: something said, or an event as a single sentence."""

    seq: int
    at: datetime
    shape: str
    name: str = ""
    mark: str = ""
    body: str = ""
    # The body in parts, where some of it is folded.
    parts: tuple[Part, ...] = ()
    icon: str = ""
    sentence: str = ""
    is_erased: bool = False
    files: tuple[ShownFile, ...] = ()
    # Files that came with it and are still being checked, and where it can be found to take them
    # away once they are shown; or whose they were that are shown here.
    waiting: tuple[ShownWaiting, ...] = ()
    came: str = ""
    came_with: str = ""
    card: ToldCard | None = None
    mail: ToldMail | None = None
    # Where a reply stands in its conversation; 0 for whatever has no receipt.
    thread: int = 0
    position: int = 0
    # How far it has come by a channel; of the news that it did not arrive, what it is about.
    way: Way | None = None
    failed_seq: int = 0

    @property
    def avatar(self) -> str:
        return AVATARS.get(self.shape, "bot")


def lines_of(
    entries: Iterable[Entry],
    customer_name: str,
    *,
    number: str,
    waiting: Mapping[int, Sequence[ShownWaiting]] = MappingProxyType({}),
    by_hand: Collection[int] = frozenset(),
    ways: Mapping[int, Way] = MappingProxyType({}),
) -> list[Line]:
    """Return what the desk shows of these entries; `waiting` by the `seq` of what it came with.

    What is told `by_hand` has no receipt beside it; `ways` says how far each reply has come, by
    its `seq`.
    """
    lines = [
        _with_waiting(
            _with_way(
                _line(
                    entry,
                    customer_name,
                    number,
                    has_receipt=entry.conversation_id not in by_hand,
                ),
                entry,
                ways,
            ),
            entry,
            waiting.get(entry.seq, ()),
        )
        for entry in entries
        if is_worth_a_line(entry)
    ]
    return list(_without_echoes(lines))


def with_held(lines: Iterable[Line], held: Mapping[str, str]) -> list[Line]:
    """Return the lines with word of the files that staff do not see as they are, by their ids."""
    return [
        replace(line, files=tuple(replace(f, held=held.get(f.file_id, "")) for f in line.files))
        if held and line.files
        else line
        for line in lines
    ]


def awaiting_files(entries: Iterable[Entry]) -> list[int]:
    """Return which of these entries came with files of which not all are told in these entries."""
    entries, told = list(entries), Counter[tuple[int | None, int]]()
    for entry in entries:
        payload = entry.payload or {}
        if "with" in payload:
            here = (entry.conversation_id, payload["with"])
            told[here] += len(entry.attachments or ()) + len(payload.get("refused", ()))
    return [
        entry.seq
        for entry in entries
        if (entry.payload or {}).get("arriving", 0)
        > told[entry.conversation_id, entry.position or 0]
    ]


def _with_waiting(line: Line, entry: Entry, waiting: Sequence[ShownWaiting]) -> Line:
    told = entry.payload or {}
    here = f"{entry.conversation_id}-"
    return replace(
        line,
        waiting=tuple(waiting),
        came=f"{here}{entry.position}" if waiting else "",
        came_with=f"{here}{told['with']}" if "with" in told else "",
    )


def _with_way(line: Line, entry: Entry, ways: Mapping[int, Way]) -> Line:
    if entry.kind == Entry.Kind.DELIVERY:
        # It can be tried again as long as this is where it still is.
        seq = int((entry.payload or {}).get("of", 0))
        way = ways.get(seq)
        return replace(line, failed_seq=seq if way is not None and way.is_failed else 0)
    way = ways.get(entry.seq) if line.position else None
    return line if way is None else replace(line, way=way)


def _without_echoes(lines: Iterable[Line]) -> Iterator[Line]:
    """Whatever is watched is looked up again and again: what was found anew is worth a line."""
    last = ""
    for line in lines:
        if line.icon != LOOKED_UP:
            yield line
        elif line.sentence != last:
            last = line.sentence
            yield line


def _line(entry: Entry, customer_name: str, number: str, *, has_receipt: bool) -> Line:
    if entry.kind not in SPOKEN and not (entry.kind in SAID_WITH_IT and entry.body):
        icon, sentence = event_line(entry)
        return Line(seq=entry.seq, at=entry.created_at, shape="event", icon=icon, sentence=sentence)
    is_finding = entry.kind == Entry.Kind.FINDING
    is_reply = entry.author_kind in ("staff", "bot") and entry.position is not None and has_receipt
    return Line(
        seq=entry.seq,
        at=entry.created_at,
        shape="note" if entry.kind in AMONG_STAFF else SHAPES[_speaker(entry)],
        name=_name(entry, customer_name),
        mark=_mark(entry),
        body=entry.body or "",
        parts=tuple(parts_of(entry.body or "", entry.payload)),
        is_erased=entry.is_erased,
        mail=mail_of(entry.payload),
        files=shown_files(number, entry.attachments),
        card=_told(entry.payload) if is_finding and entry.payload else None,
        thread=(entry.conversation_id or 0) if is_reply else 0,
        position=(entry.position or 0) if is_reply else 0,
    )


def _told(payload: dict[str, Any]) -> ToldCard:
    have, need = payload.get("bar") or (0, 0)
    next_at = payload.get("next_at")
    return ToldCard(
        rows=tuple(
            Row(label=row["label"], value=row["value"], copy=row.get("copy", ""))
            for row in payload.get("rows", ())
        ),
        have=min(have, need),
        need=need,
        next_at=datetime.fromisoformat(next_at) if next_at else None,
    )


def _name(entry: Entry, customer_name: str) -> str:
    payload = entry.payload or {}
    if entry.kind in COPIES and payload.get("public"):
        # Nothing proves that whoever wrote it is this customer.
        return str(payload.get("author") or _("Somebody"))
    return customer_name if _speaker(entry) == "customer" else entry.author_name or ""


def _speaker(entry: Entry) -> str:
    """What kind of person said it: of a copy, whoever said it first."""
    payload = entry.payload or {}
    return str(payload.get("by", entry.author_kind)) if entry.kind in COPIES else entry.author_kind


MARKS: dict[str, Promise] = {
    Entry.Kind.FINDING: gettext_lazy("found this and told the customer"),
    Entry.Kind.NOTE: gettext_lazy("note, staff only"),
    Entry.Kind.EDIT: gettext_lazy("changed an earlier message to this"),
    Entry.Kind.AUTOMATIC: gettext_lazy("the customer's mailbox answered by itself"),
    Entry.Kind.REVIEW: gettext_lazy("asks for a second look by somebody else"),
    Entry.Kind.RESOLUTION: gettext_lazy("how it ended, for the customer"),
}


def _told_of_it(payload: Mapping[str, Any]) -> str:
    if "together" in payload:
        return _("told the customer that this was joined with another case")
    if "apart" in payload:
        return _("told the customer that this goes on by itself")
    if {"warned", "removed"} & set(payload):
        return _("told the customer what to do now")
    return _("told the customer that it has arrived")


def _copied_from(payload: Mapping[str, Any]) -> str:
    words = {"case": payload.get("case", "")}
    if payload.get("public"):
        return _("in public, in %(case)s; not proved to be theirs") % words
    if payload.get("changed"):
        return _("in %(case)s, changed to this") % words
    return _("in %(case)s") % words


def _mark(entry: Entry) -> str:
    kind = entry.kind
    if kind in COPIES:
        return _copied_from(entry.payload or {})
    if kind in (Entry.Kind.RATING, Entry.Kind.SIDE, Entry.Kind.MERGE, Entry.Kind.IMPACT):
        return event_line(entry)[1].removeprefix(entry.author_name or "").strip()
    if kind == Entry.Kind.ACKNOWLEDGED:
        return _told_of_it(entry.payload or {})
    if by := (entry.payload or {}).get("logged_by"):
        way = named(SURFACES, (entry.payload or {}).get("way", ""))
        return _("%(way)s, written down by %(who)s") % {"way": way, "who": by}
    if kind == Entry.Kind.MESSAGE:
        return _purpose(entry.payload or {})
    return _sort_of(kind, entry.payload or {})


def _sort_of(kind: str, payload: Mapping[str, Any]) -> str:
    if kind == Entry.Kind.AUTOMATIC and payload.get("why") == "bounce":
        return _("a mail server reports")
    return str(MARKS.get(kind, ""))


PURPOSES: dict[str, Promise] = {
    "complaint": gettext_lazy("reads as a complaint"),
    "wish": gettext_lazy("reads as a wish"),
    "praise": gettext_lazy("reads as praise"),
    "spam": gettext_lazy("reads as advertising"),
    "talk": gettext_lazy("asks nothing"),
}


def _purpose(payload: Mapping[str, Any]) -> str:
    """What the words looked like when they came in; nothing where they ask for help."""
    if payload.get("novice"):
        return _("says that they are new to this")
    return str(PURPOSES.get(payload.get("purpose", ""), ""))
