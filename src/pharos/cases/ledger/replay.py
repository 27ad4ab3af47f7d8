"""The present of a case, told again from its past. Tests compare it with the case's row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pharos.cases.models import Case
from pharos.cases.states import CaseState, ChatState
from pharos.cases.words import ERASED, shortened, spoken

ENDED = (CaseState.RESOLVED, CaseState.CLOSED)


@dataclass(slots=True)
class Present:
    """What a case's row says."""

    state: str = CaseState.NEW
    assignee: int | None = None
    team: int | None = None
    reviewed_after: int | None = None
    disposition: str = ""
    reason_final: str = ""
    resolution_text: str = ""
    contacts: int = 1
    touches: int = 0
    waiting_since: datetime | None = None
    impact: str = ""
    first_answered_at: datetime | None = None
    resolved_at: datetime | None = None
    last_words: str = ""
    last_author: str = "customer"
    assurance: int | None = None
    reopens: int = 0
    merged_into: str | None = None
    snoozed_until: datetime | None = None
    woken_at: datetime | None = None
    tags: list[int] = field(default_factory=list)
    sides: dict[int, str] = field(default_factory=dict)
    chats: dict[str, str] = field(default_factory=dict)


class _Teller:
    """Folds entries, in order, into the present."""

    def __init__(self) -> None:
        self.present = Present()
        self._last_answerer: int | None = None

    def tell(self, entry: Mapping[str, Any]) -> None:
        payload = json.loads(entry["payload"]) if entry["payload"] else {}
        if entry["conversation"] is not None:
            self.present.chats.setdefault(entry["conversation"], ChatState.OPENED)
        step = _STEPS.get(entry["kind"])
        if step is not None:
            # An entry that lacks what it should tell tells nothing: the difference will show.
            with suppress(KeyError, IndexError, TypeError):
                step(self, entry, payload)
        if entry["author_kind"] == "staff" and entry["kind"] in ("message", "resolution"):
            self._last_answerer = entry["author_id"]

    def message(self, entry: Mapping[str, Any], _payload: dict[str, Any]) -> None:
        at, is_theirs = entry["created_at"], entry["author_kind"] == "customer"
        now = self.present
        now.last_words, now.last_author = _words(entry), entry["author_kind"]
        if is_theirs:
            now.waiting_since = now.waiting_since or at
        else:
            now.waiting_since = now.woken_at = None
            now.touches += 1
            now.first_answered_at = now.first_answered_at or at

    def finding(self, entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        now = self.present
        now.last_words, now.last_author = _words(entry), "bot"
        if payload["rests"]:
            now.waiting_since = None

    def state(self, entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        now = self.present
        if "chat" in payload:
            now.chats[entry["conversation"]] = payload["chat"][1]
        if "case" not in payload:
            return
        before, now.state = payload["case"]
        if now.state not in ENDED:
            now.resolved_at = None
        # A settled case that its customer's message opens again is one more contact.
        if before in ENDED and now.state == CaseState.REOPENED:
            now.contacts += entry["author_kind"] == "system"
            now.reopens += 1
        if now.state != CaseState.MERGED:
            now.merged_into = None

    def assignment(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.assignee, self.present.team = payload["assignee"], payload["team"]

    def repeat(self, _entry: Mapping[str, Any], _payload: dict[str, Any]) -> None:
        self.present.contacts += 1

    def disposition(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        now = self.present
        now.disposition, now.reason_final = payload["disposition"], payload["reason_final"]
        now.assignee = payload["assignee"]
        now.reviewed_after = None

    def resolution(self, entry: Mapping[str, Any], _payload: dict[str, Any]) -> None:
        now = self.present
        now.resolution_text = ERASED if entry["salt"] is None else entry["body"]
        is_theirs = entry["author_kind"] == "customer"
        now.last_words, now.last_author = _words(entry), "customer" if is_theirs else "staff"
        now.waiting_since = now.woken_at = None
        now.resolved_at = entry["created_at"]

    def review(self, entry: Mapping[str, Any], _payload: dict[str, Any]) -> None:
        now = self.present
        now.reviewed_after = now.assignee or self._last_answerer
        now.contacts += 1
        now.waiting_since = now.waiting_since or entry["created_at"]

    def opened(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        now = self.present
        now.team, now.assurance = payload["team"], payload["assurance"]
        now.contacts = payload.get("contacts", now.contacts)
        now.impact = payload.get("impact", "")
        now.waiting_since = _instant(payload.get("waiting_since")) or now.waiting_since

    def impact(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.impact = payload["to"]

    def assurance(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.assurance = payload["to"]

    def reason(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.reason_final = payload["to"]

    def merge(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        if "into" in payload:
            self.present.merged_into = payload["into"]
        else:
            self.present.contacts += payload["contacts"]

    def unmerge(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        if "was" in payload:
            self.present.contacts -= payload["contacts"]
            self.present.waiting_since = _instant(payload["waiting_since"])

    def carried(self, entry: Mapping[str, Any], _payload: dict[str, Any]) -> None:
        now, at = self.present, entry["created_at"]
        now.last_words, now.last_author = _words(entry), "customer"
        now.waiting_since = min(now.waiting_since or at, at)

    def quote(self, entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        if payload.get("public"):
            return  # said by whoever has an account elsewhere, which need not be this customer
        self.present.last_words, self.present.last_author = (
            _words(entry),
            payload.get("by", "customer"),
        )

    def snooze(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.snoozed_until, self.present.woken_at = _instant(payload["until"]), None

    def woken(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.woken_at = _instant(payload["at"])

    def tags(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.tags = payload["tags"]

    def side(self, _entry: Mapping[str, Any], payload: dict[str, Any]) -> None:
        self.present.sides[payload["side"]] = _SIDES[payload["step"]]


_SIDES = {"asked": "open", "answered": "answered", "closed": "closed"}
_STEPS: dict[str, Callable[[_Teller, Mapping[str, Any], dict[str, Any]], None]] = {
    "message": _Teller.message,
    "finding": _Teller.finding,
    "opened": _Teller.opened,
    "state": _Teller.state,
    "assignment": _Teller.assignment,
    "disposition": _Teller.disposition,
    "resolution": _Teller.resolution,
    "review": _Teller.review,
    "impact": _Teller.impact,
    "assurance": _Teller.assurance,
    "reason": _Teller.reason,
    "merge": _Teller.merge,
    "unmerge": _Teller.unmerge,
    "carried": _Teller.carried,
    "quote": _Teller.quote,
    "snooze": _Teller.snooze,
    "woken": _Teller.woken,
    "tags": _Teller.tags,
    "side": _Teller.side,
    "repeat": _Teller.repeat,
}


def replayed(entries: Iterable[Mapping[str, Any]]) -> Present:
    """Tell the present from a case's entries (as `stored.case_chain` reads them)."""
    teller = _Teller()
    for entry in entries:
        teller.tell(entry)
    return teller.present


def present_of(case: Case) -> Present:
    """Read the present from the case's row and its conversations."""
    states = case.conversations.values_list("public_id", "state")
    return Present(
        state=case.state,
        assignee=case.assignee_id,
        team=case.team_id,
        reviewed_after=case.reviewed_after_id,
        disposition=case.disposition,
        reason_final=case.reason_final,
        resolution_text=case.resolution_text,
        contacts=case.contacts,
        touches=case.touches,
        waiting_since=case.waiting_since,
        impact=case.impact,
        first_answered_at=case.first_answered_at,
        resolved_at=case.resolved_at,
        last_words=case.last_words,
        last_author=case.last_author,
        assurance=case.assurance,
        reopens=case.reopens,
        merged_into=case.merged_into.number if case.merged_into else None,
        snoozed_until=case.snoozed_until,
        woken_at=case.woken_at,
        tags=sorted(case.case_tags.values_list("tag_id", flat=True)),
        sides=dict(case.side_conversations.values_list("nr", "state")),
        chats={str(public_id): state for public_id, state in states},
    )


def differences(case: Case, entries: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """Return what the past and the present tell differently: `{field: (past, present)}`."""
    past, present = replayed(entries), present_of(case)
    return {
        name: (told, getattr(present, name))
        for name in Present.__dataclass_fields__
        if (told := getattr(past, name)) != getattr(present, name)
    }


def _words(entry: Mapping[str, Any]) -> str:
    if entry["salt"] is None:
        return ERASED
    files = json.loads(entry["attachments"]) if entry["attachments"] else None
    # A copy of what was erased before has no words either.
    return shortened(spoken(entry["body"], files)) or ERASED


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
