"""Entries that are no messages, as one line each in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pharos.cases.models import Entry
from pharos.cases.states import CaseState
from pharos.diagnosis.acting.kinds import KINDS
from pharos.diagnosis.acting.reasons import reason_words
from pharos.diagnosis.labels import PURPOSES, diagnoser_label, questions_label
from pharos.files.words import why_refused
from pharos.safety.advice import names_of
from pharos.web.desk.joins import joined_line
from pharos.web.desk.ways import why_unfetched, why_words
from pharos.web.desk.words import ASSURANCE, DISPOSITIONS, IMPACTS, SOLVED, STATES, named

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
    if entry.kind == Entry.Kind.ACCESS and "asked" not in (entry.payload or {}):
        # That it was asked for; what was looked at follows, or the facts say that it is under way.
        return "wanted" not in (entry.payload or {})
    if entry.kind == Entry.Kind.ACCESS:
        # What the program looks at by itself stands in the diagnosis, and in the list of looks.
        return entry.author_kind == "staff"
    if entry.kind == Entry.Kind.ASSIGNMENT:
        payload: Payload = dict(entry.payload or {})
        return entry.author_kind == "staff" or payload.get("by") == "routing"
    return _is_news(entry.kind, dict(entry.payload or {}))


def _is_news(kind: str, payload: Payload) -> bool:
    if kind == Entry.Kind.DELIVERY:
        # How far an answer has got stands beside it; that it will not arrive is news.
        return payload.get("state") == "failed"
    if kind != Entry.Kind.STATE:
        return True
    moved: list[str] | None = payload.get("case")
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
    if payload.get("assignee") is None and payload.get("to"):
        return _("%(who)s handed the case to the team %(to)s") % {"who": who, "to": payload["to"]}
    if payload.get("assignee") is None:
        return _("%(who)s gave the case back to the queue") % {"who": who}
    if payload["assignee"] == payload["author"]:
        return _("%(who)s took the case") % {"who": who}
    if payload.get("to"):
        return _("%(who)s gave the case to %(to)s") % {"who": who, "to": payload["to"]}
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


def _files(_who: str, payload: Payload) -> str:
    if unfetched := payload.get("unfetched"):
        named = " · ".join(f"{file['name']} ({why_unfetched(file['why'])})" for file in unfetched)
        return _("Could not be fetched from where it was sent: %(files)s") % {"files": named}
    told = [
        f"{file['name']}: {FOR_STAFF.get(file['why'], why_refused(file['why']))}"
        for file in payload.get("refused", ())
    ]
    return _("Not taken: %(files)s") % {"files": " · ".join(told)}


def _erasure(_who: str, _payload: Payload) -> str:
    return _("An entry was erased; the proof of the rest still holds")


def _verify(_who: str, _payload: Payload) -> str:
    return _("The customer was asked to prove who they are")


def _delivery(_who: str, payload: Payload) -> str:
    return _("An answer could not be delivered: %(why)s") % {
        "why": why_words(str(payload.get("code", "")))
    }


def _withdrawn(who: str, _payload: Payload) -> str:
    return _("%(who)s took back what they had written; it stays here for whoever answered it") % {
        "who": who
    }


def _repeat(_who: str, payload: Payload) -> str:
    return _("The customer wrote again about the same thing (%(channel)s)") % {
        "channel": payload.get("channel", "")
    }


def _link(who: str, payload: Payload) -> str:
    words = {"who": who, "case": payload.get("case", "")}
    if payload.get("undone"):
        return _("%(who)s took back a link with %(case)s") % words
    if payload.get("public"):
        if payload.get("way") == "in":
            return _("Somebody went on in private by the public link: %(case)s") % words
        return (
            _("The customer came by the public link of %(case)s and says it is about this") % words
        )
    if kinds := payload.get("removed"):
        words["what"] = names_of(kinds)
        if payload.get("way") == "in":
            return (
                _("The customer wrote %(what)s, which was removed: %(case)s is about that") % words
            )
        return _("The customer wrote %(what)s in %(case)s; it was removed") % words
    return _("%(who)s linked this with %(case)s") % words


def _merge(who: str, payload: Payload) -> str:
    if payload.get("same"):
        return joined_line(payload)
    if "into" in payload:
        return _("%(who)s merged this into %(case)s") % {"who": who, "case": payload["into"]}
    return _("%(who)s merged %(case)s into this") % {"who": who, "case": payload.get("from", "")}


def _unmerge(who: str, payload: Payload) -> str:
    case = payload.get("was") or payload.get("from", "")
    return _("%(who)s took the merging with %(case)s back") % {"who": who, "case": case}


def _split(who: str, payload: Payload) -> str:
    if "into" in payload:
        return _("%(who)s split off %(case)s") % {"who": who, "case": payload["into"]}
    return _("%(who)s split this off from %(case)s") % {"who": who, "case": payload.get("from", "")}


def _copy(who: str, payload: Payload) -> str:
    return _("%(who)s copied a message from %(case)s") % {
        "who": who,
        "case": payload.get("case", ""),
    }


def _snooze(who: str, payload: Payload) -> str:
    until = datetime.fromisoformat(str(payload.get("until")))
    return _("%(who)s snoozed the case until %(until)s UTC") % {
        "who": who,
        "until": until.strftime("%Y-%m-%d %H:%M"),
    }


def _woken(who: str, payload: Payload) -> str:
    if payload["author"] is None:
        return _("The time is up: the case is back")
    return _("%(who)s took the case up before its time") % {"who": who}


def _spam(who: str, payload: Payload) -> str:
    if payload.get("marked"):
        return _("%(who)s marked this as spam") % {"who": who}
    return _("%(who)s took the spam mark off") % {"who": who}


def _tags(who: str, payload: Payload) -> str:
    added, removed = payload.get("added") or [], payload.get("removed") or []
    parts = [f"+ {name}" for name in added] + [f"- {name}" for name in removed]
    return _("%(who)s changed the tags: %(tags)s") % {"who": who, "tags": ", ".join(parts)}


def _side(who: str, payload: Payload) -> str:
    words = {"who": who, "team": payload.get("team", "")}
    if payload.get("step") == "closed":
        return _("%(who)s closed the side conversation with %(team)s") % words
    if payload.get("step") == "answered":
        return _("%(who)s answered for %(team)s, staff only") % words
    return _("%(who)s asks %(team)s, staff only") % words


def _person(who: str, payload: Payload) -> str:
    if payload.get("undone"):
        return _("%(who)s parted two profiles that had been joined") % {"who": who}
    if payload.get("proof") == "same_browser":
        return _("Signed in, and said that the conversation begun without signing in is theirs")
    if payload.get("proof") == "address":
        return _("Proved by a code to read the address that was given here")
    if payload.get("proof") == "link":
        return _("Came by the private link, signed in, and said that this conversation is theirs")
    return _("%(who)s joined two profiles: proved to be one person") % {"who": who}


def _impact(who: str, payload: Payload) -> str:
    stake = named(IMPACTS, str(payload.get("to", "")))
    if payload.get("judged"):
        return _("%(who)s judged what is at stake: %(stake)s") % {"who": who, "stake": stake}
    return _("The customer says what is at stake: %(stake)s") % {"stake": stake}


def _reason(who: str, _payload: Payload) -> str:
    return _("%(who)s changed the reason") % {"who": who}


def _clock(_who: str, payload: Payload) -> str:
    if payload.get("breached") == "side_conversation":
        return _("The other team has not answered in time")
    if payload.get("breached") == "handover":
        return _("The team has not taken the case up in time")
    return _("A promise was missed")


def _access(who: str, payload: Payload) -> str:
    asked = [one["question"] for one in payload.get("asked", ()) if one["ended"] == "answered"]
    if "asked" not in payload:
        return _("%(who)s looked at protected data") % {"who": who}
    purpose = PURPOSES.get(payload.get("purpose", ""), payload.get("purpose", ""))
    if not asked:
        return _("%(who)s asked the exchange, %(purpose)s, and got no answer") % {
            "who": who,
            "purpose": purpose,
        }
    return _("%(who)s looked at: %(what)s, %(purpose)s") % {
        "who": who,
        "what": questions_label(asked),
        "purpose": purpose,
    }


def _diagnosis(_who: str, payload: Payload) -> str:
    found = {one["diagnoser"]: one for one in payload.get("findings", ())}
    answer = found.get(payload.get("answer") or "")
    if answer is not None:
        return _("Looked up: %(what)s, %(certainty)s") % {
            "what": diagnoser_label(answer["diagnoser"]),
            "certainty": named(CERTAINTIES, answer["certainty"]),
        }
    names = ", ".join(map(diagnoser_label, found))
    if not found:
        return _("Looked up: there is nothing to look up without more details")
    if all(one["fine"] for one in found.values()):
        return _("Looked up, nothing in the way: %(what)s") % {"what": names}
    return _("Looked up: %(what)s") % {"what": names}


def _claim(who: str, payload: Payload) -> str:
    words = {
        "who": who,
        "title": payload.get("title", ""),
        "amount": f"{payload.get('amount', '')} {payload.get('asset', '')}".strip(),
    }
    if payload.get("step") == "accepted":
        return _("%(who)s accepted the claim about “%(title)s”: %(amount)s") % words
    if payload.get("step") == "declined":
        return _("%(who)s declined the claim about “%(title)s”") % words
    return _("%(who)s claimed compensation: %(title)s") % words


def _job(who: str, payload: Payload) -> str:
    kind = KINDS.get(str(payload.get("kind")))
    words = {
        "who": who,
        "what": kind.name if kind else payload.get("kind", ""),
        "why": payload.get("why", ""),
        "reason": reason_words(str(payload.get("reason", ""))),
    }
    return str(JOBS.get(str(payload.get("state")), JOBS["ASKED"]) % words).strip()


# What is said to the customer in their own words.
FOR_STAFF: dict[str, Promise] = {
    "secret": gettext_lazy("There was a secret in it, and it is deleted."),
    "infected": gettext_lazy("There was a virus in it. Nobody can open it here."),
}
JOBS: dict[str, Promise] = {
    "AWAITING_APPROVAL": gettext_lazy(
        "%(who)s wants the exchange asked, once somebody approves: %(what)s"
    ),
    "ASKED": gettext_lazy("%(who)s asked the exchange: %(what)s"),
    "APPROVED": gettext_lazy("%(who)s approved: %(what)s"),
    "RUNNING": gettext_lazy("The exchange has taken on: %(what)s"),
    "DONE": gettext_lazy("The exchange has done it: %(what)s"),
    "REFUSED": gettext_lazy("The exchange has refused: %(what)s. %(reason)s"),
    "DECLINED": gettext_lazy("%(who)s declined: %(what)s. %(why)s"),
    "LOST": gettext_lazy("Nobody knows whether the exchange has done it: %(what)s"),
    "AWAY": gettext_lazy("The exchange does not answer, and is asked again: %(what)s"),
}
CERTAINTIES: dict[str, Promise] = {
    "CERTAIN": gettext_lazy("certain"),
    "LIKELY": gettext_lazy("likely"),
    "UNKNOWN": gettext_lazy("unknown"),
}


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
    Entry.Kind.DELIVERY: ("alert", _delivery),
    Entry.Kind.WITHDRAWN: ("x", _withdrawn),
    Entry.Kind.REPEAT: ("copy", _repeat),
    Entry.Kind.FILES: ("alert", _files),
    Entry.Kind.ERASURE: ("x", _erasure),
    Entry.Kind.LINK: ("copy", _link),
    Entry.Kind.MERGE: ("copy", _merge),
    Entry.Kind.UNMERGE: ("copy", _unmerge),
    Entry.Kind.SPLIT: ("copy", _split),
    Entry.Kind.QUOTE: ("copy", _copy),
    Entry.Kind.CARRIED: ("copy", _copy),
    Entry.Kind.SNOOZE: ("clock", _snooze),
    Entry.Kind.WOKEN: ("clock", _woken),
    Entry.Kind.SPAM: ("alert", _spam),
    Entry.Kind.TAGS: ("filter", _tags),
    Entry.Kind.SIDE: ("users", _side),
    Entry.Kind.PERSON: ("users", _person),
    Entry.Kind.REASON: ("filter", _reason),
    Entry.Kind.IMPACT: ("bolt", _impact),
    Entry.Kind.CLOCK: ("clock", _clock),
    Entry.Kind.ACCESS: ("eye", _access),
    Entry.Kind.DIAGNOSIS: ("search", _diagnosis),
    Entry.Kind.CLAIM: ("coins", _claim),
    Entry.Kind.JOB: ("send", _job),
}
