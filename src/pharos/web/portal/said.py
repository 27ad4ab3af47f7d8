"""The entries of a customer's own conversations as lines of their page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pharos.cases.models import Conversation, Entry
from pharos.web.portal.channel_words import name_of

# What is said; everything else is a thin line, or shown with what it is about.
SPOKEN: Final = (
    *("message", "finding", "resolution", "review", "acknowledged", "job", "claim"),
    # Which files could not be taken, and what to do about a secret in one.
    *("files", "removed"),
)
HAPPENED: Final[dict[str, str | Promise]] = {
    "joined": gettext_lazy("%(name)s takes care of this."),
    "review": gettext_lazy("You asked that a different person looks."),
    "rating": gettext_lazy("You said what you think of it."),
    "verify": gettext_lazy("We asked you to prove who you are."),
    "assurance": gettext_lazy("You proved who you are."),
    "erasure": gettext_lazy("Words were erased here."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file of an entry; `links` is empty for what cannot be opened any more."""

    name: str
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was said or happened. `before` is what it said until it was changed."""

    at: datetime
    kind: str
    who: str
    is_own: bool
    channel: str | Promise
    text: str
    before: str = ""
    mark: str | Promise = ""
    is_gone: bool = False
    has_removed: bool = False
    files: tuple[ShownFile, ...] = field(default=())
    # How many files came with it that are still being checked.
    waiting: int = 0

    @property
    def is_spoken(self) -> bool:
        return self.kind == "said"


def lines_of(
    entries: Sequence[Entry],
    conversations: Sequence[Conversation],
    links: Mapping[str, Mapping[str, str]],
) -> list[Line]:
    """Return what a customer reads: changed words as they are now, withdrawn ones gone."""
    threads = {each.pk: each for each in conversations}
    edits, withdrawn = _later_changes(entries)
    told_of = _files_told_of(entries)
    told = []
    for entry in entries:
        thread = threads.get(entry.conversation_id or 0)
        if thread is None or entry.kind in ("edit", "withdrawn"):
            continue
        at = (entry.conversation_id, entry.position)
        line = _line(entry, thread, links, edits.get(at), is_withdrawn=at in withdrawn)
        if line is not None:
            waiting = (entry.payload or {}).get("arriving", 0) - told_of[at]
            told.append(replace(line, waiting=max(0, waiting)))
    return told


def _later_changes(
    entries: Sequence[Entry],
) -> tuple[dict[tuple[int | None, int | None], Entry], set[tuple[int | None, int | None]]]:
    """The last change of each message, and which were taken back, by where the message stands."""
    edits, withdrawn = {}, set()
    for entry in entries:
        at = (entry.conversation_id, (entry.payload or {}).get("of"))
        if entry.kind == "edit":
            edits[at] = entry
        elif entry.kind == "withdrawn":
            withdrawn.add(at)
    return edits, withdrawn


def _files_told_of(entries: Sequence[Entry]) -> Counter[tuple[int | None, int | None]]:
    """Of how many files is told what became of them, by where the message is they came with."""
    told: Counter[tuple[int | None, int | None]] = Counter()
    for entry in entries:
        payload = entry.payload or {}
        if "with" in payload:
            here = (entry.conversation_id, payload["with"])
            told[here] += len(entry.attachments or ()) + len(payload.get("refused", ()))
    return told


def _line(
    entry: Entry,
    thread: Conversation,
    links: Mapping[str, Mapping[str, str]],
    edit: Entry | None,
    *,
    is_withdrawn: bool,
) -> Line | None:
    payload = entry.payload or {}
    about: dict[str, Any] = {
        "at": entry.created_at,
        "who": _who(entry),
        "is_own": entry.author_kind == "customer",
        "channel": name_of(thread.channel),
    }
    if entry.kind not in SPOKEN or not _says_something(entry):
        sentence = HAPPENED.get(entry.kind)
        if sentence is None:
            return None
        text = str(sentence) % {"name": entry.author_name or _("Somebody")}
        return Line(**about, kind="event", text=text)
    if entry.is_erased:
        return Line(**about, kind="said", text=_("These words were erased."), is_gone=True)
    if is_withdrawn:
        return Line(**about, kind="said", text=_("You took this back."), is_gone=True)
    is_changed = edit is not None and not edit.is_erased
    return Line(
        **about,
        kind="said",
        text=(edit.body if is_changed and edit else entry.body) or "",
        before=(entry.body or "") if is_changed else "",
        mark=_mark(entry),
        has_removed=bool(payload.get("removed")),
        files=tuple(_file(each, links) for each in entry.attachments or ()),
    )


def _says_something(entry: Entry) -> bool:
    is_coming = bool((entry.payload or {}).get("arriving"))
    return bool(entry.is_erased or entry.body or entry.attachments or is_coming)


def _who(entry: Entry) -> str:
    if entry.author_kind == "customer":
        return _("You")
    if entry.author_kind == "staff":
        return entry.author_name or _("Support")
    return _("Automatic message")


def _mark(entry: Entry) -> str | Promise:
    if entry.kind == "resolution":
        return _("Withdrawn") if (entry.payload or {}).get("withdrawn") else _("Solved")
    return _("Asked for a different person") if entry.kind == "review" else ""


def _file(named: Mapping[str, Any], links: Mapping[str, Mapping[str, str]]) -> ShownFile:
    return ShownFile(name=str(named.get("name", "")), links=links.get(str(named.get("id")), {}))
