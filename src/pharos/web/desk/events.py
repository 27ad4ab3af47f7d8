"""Entries that are no messages, as one line each in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from pharos.cases.models import Entry
from pharos.cases.states import CaseState
from pharos.web.desk.words import ASSURANCE, DISPOSITIONS, SOLVED, STATES, named

Payload = dict[str, Any]
Line = Callable[[str, Payload], str]

# What the message or the assignment beside it says already.
IMPLIED = frozenset(
    {
        CaseState.QUEUED,
        CaseState.IN_PROGRESS,
        CaseState.WAITING_CUSTOMER,
        CaseState.RESOLVED,
    }
)


def is_worth_a_line(entry: Entry) -> bool:
    """Is this more than an echo of the entry beside it? The ledger keeps all of them."""
    if entry.kind in (Entry.Kind.JOINED, Entry.Kind.OPENED, Entry.Kind.SEEN):
        return False
    if entry.kind == Entry.Kind.ASSIGNMENT:
        payload: Payload = dict(entry.payload or {})
        return entry.author_kind == "staff" or payload.get("by") == "routing"
    if entry.kind != Entry.Kind.STATE:
        return True
    moved: list[str] | None = dict(entry.payload or {}).get("case")
    return moved is not None and moved[-1] not in IMPLIED


def event_line(entry: Entry) -> tuple[str, str]:
    """Return icon and sentence. A kind that this desk does not know yet shows its name."""
    icon, line = LINES.get(entry.kind, ("info", _unknown(entry.kind)))
    payload = dict(entry.payload or {}) | {"author": entry.author_id}
    return icon, line(entry.author_name or _("Somebody"), payload)


def _state(_who: str, payload: Payload) -> str:
    return _("Now: %(state)s") % {"state": named(STATES, payload["case"][-1])}


def _assignment(who: str, payload: Payload) -> str:
    if payload.get("by") == "routing":
        return _routed(payload)
    if payload.get("assignee") is None:
        return _("%(who)s gave the case back to the queue") % {"who": who}
    if payload["assignee"] == payload["author"]:
        return _("%(who)s took the case") % {"who": who}
    return _("%(who)s gave the case to a colleague") % {"who": who}


def _routed(payload: Payload) -> str:
    """Say what routing did and why, as it knew it then."""
    if payload.get("assignee") is not None:
        return _(
            "Given to %(to)s by routing: oldest in %(queue)s, %(load)s of %(capacity)s in use"
        ) % {key: payload.get(key) for key in ("to", "queue", "load", "capacity")}
    if payload.get("why") == "absent":
        return _("Back in the queue, at its old place: whoever had it is not here")
    return _("Sorted into %(queue)s") % {"queue": payload.get("queue")}


def _disposition(who: str, payload: Payload) -> str:
    outcome = named(DISPOSITIONS, str(payload.get("disposition", "")))
    return _("%(who)s resolved the case: %(outcome)s") % {"who": who, "outcome": outcome}


def _assurance(_who: str, payload: Payload) -> str:
    level = ASSURANCE.get(int(payload.get("to", 0)), ASSURANCE[0])[0]
    return _("The customer is now: %(level)s") % {"level": level}


def _review(who: str, _payload: Payload) -> str:
    return _("%(who)s asked for a second look by somebody else") % {"who": who}


def _rating(who: str, payload: Payload) -> str:
    if "overall" not in payload:
        return _("%(who)s rated it") % {"who": who}
    told = [_("%(who)s rated it %(overall)s of 5") % {"who": who, "overall": payload["overall"]}]
    if "solved" in payload:
        told.append(_("solved: %(answer)s") % {"answer": named(SOLVED, payload["solved"])})
    if "speed" in payload:
        told.append(_("speed %(mark)s") % {"mark": payload["speed"]})
    if "attitude" in payload:
        told.append(_("manner %(mark)s") % {"mark": payload["attitude"]})
    return " · ".join(told)


def _removed(_who: str, _payload: Payload) -> str:
    return _("A secret was removed before anything was stored; the customer was told")


def _erasure(_who: str, _payload: Payload) -> str:
    return _("An entry was erased; the proof of the rest still holds")


def _verify(_who: str, _payload: Payload) -> str:
    return _("The customer was asked to prove who they are")


def _link(_who: str, _payload: Payload) -> str:
    return _("Linked with another case")


def _person(who: str, payload: Payload) -> str:
    if payload.get("undone"):
        return _("%(who)s parted two profiles that had been joined") % {"who": who}
    if payload.get("proof") == "same_browser":
        return _("Signed in, and said that the conversation begun without signing in is theirs")
    return _("%(who)s joined two profiles: proved to be one person") % {"who": who}


def _reason(who: str, _payload: Payload) -> str:
    return _("%(who)s changed the reason") % {"who": who}


def _clock(_who: str, _payload: Payload) -> str:
    return _("A promise was missed")


def _access(who: str, _payload: Payload) -> str:
    return _("%(who)s looked at protected data") % {"who": who}


def _unknown(kind: str) -> Line:
    return lambda _who, _payload: kind


LINES: dict[str, tuple[str, Line]] = {
    Entry.Kind.STATE: ("refresh", _state),
    Entry.Kind.ASSIGNMENT: ("user", _assignment),
    Entry.Kind.DISPOSITION: ("done", _disposition),
    Entry.Kind.ASSURANCE: ("shield", _assurance),
    Entry.Kind.VERIFY: ("shield", _verify),
    Entry.Kind.REVIEW: ("users", _review),
    Entry.Kind.RATING: ("star", _rating),
    Entry.Kind.REMOVED: ("lock", _removed),
    Entry.Kind.ERASURE: ("x", _erasure),
    Entry.Kind.LINK: ("copy", _link),
    Entry.Kind.PERSON: ("users", _person),
    Entry.Kind.REASON: ("filter", _reason),
    Entry.Kind.CLOCK: ("clock", _clock),
    Entry.Kind.ACCESS: ("eye", _access),
}
