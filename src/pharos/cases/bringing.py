"""One case brought to another and taken out again, inside the transaction of whoever does it.

The caller holds both heads and rows, and has asked whether it may be.
"""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.ledger.entries import entry_of, move_case
from pharos.cases.merging import carry
from pharos.cases.models import Case, Entry
from pharos.cases.promising import ANSWERS, OURS, promise
from pharos.cases.queries import conversations_of, unanswered_in, unanswered_since
from pharos.cases.states import CaseState
from pharos.cases.together import told_apart
from pharos.clocks.queries import next_due
from pharos.clocks.running import hasten, is_running, put_off, stop_clocks, take_up_clocks
from pharos.kernel.time import now
from pharos.people.actor import Actor

RESPONSES: Final = ("first_response", "next_response")
BEGINNINGS: Final = (CaseState.NEW, CaseState.TRIAGED)
# What a message of its customer ends, and what a case goes back to once that message is elsewhere.
RESTING: Final = (CaseState.WAITING_CUSTOMER, CaseState.WAITING_CHAIN, CaseState.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why two cases go on as one: in somebody's words, or what the program compared (`same`)."""

    words: str | None = None
    same: Mapping[str, object] = field(default_factory=dict)

    @property
    def payload(self) -> dict[str, object]:
        return {"same": dict(self.same)} if self.same else {}


def bring(source: Case, target: Case, actor: Actor, why: Why) -> Written:
    """Let the work on `source` go on in `target`; both ledgers say so. Returns where target's does.

    Whichever answer was promised earlier stands.
    """
    at = now()
    before, stood = source.state, target.state
    promised = next_due([source.pk]).get(source.pk)
    moved = move_case(source, actor, CaseState.MERGED)
    source.merged_into = target
    source.moved_at = target.moved_at = at
    source.save()
    stop_clocks(case_id=source.pk, kinds=OURS, at=at)

    target.contacts += source.contacts
    carried = carry(source, target, unanswered_in(source))
    target.save()
    away: dict[str, object] = {"into": target.number, "before": before}
    here: dict[str, object] = {
        "from": source.number,
        "contacts": source.contacts,
        "stood": [stood, target.state],
        **_hastened(target, promised if carried else None, at),
    }
    told_there = replace(
        entry_of(source, actor, "merge", payload=away | why.payload, body=why.words), at=at
    )
    told_here = entry_of(target, actor, "merge", payload=here | why.payload, body=why.words)
    written = append(told_there, *moved, told_here, *carried)
    return written[1 + len(moved)]


def take_out(source: Case, target: Case, actor: Actor) -> None:
    """Let a case that was brought to another go on by itself again, where it was before.

    Its own promise runs on as it was given, and its customer is told if they were told of the
    bringing. The other one no longer counts its contacts, nor waits
    for what was asked here; where nobody has worked on it since, it stands as before.
    """
    at = now()
    merged = _merging(source, "into", target)
    told = _payload(merged)
    before = CaseState(told.get("before", CaseState.QUEUED))
    moved = move_case(source, actor, CaseState.REOPENED, *_back(source, before))
    source.moved_at = target.moved_at = at
    source.save()
    stop_clocks(case_id=source.pk, kinds=ANSWERS, at=at)
    if merged is not None:
        take_up_clocks(case_id=source.pk, kinds=OURS, stopped_at=merged.created_at)
    if source.waiting_since is not None and not is_running(source.pk, ANSWERS):
        promise(source, "next_response", at=source.waiting_since)

    append(entry_of(source, actor, "unmerge", payload={"from": target.number}), *moved)
    append(*_parted(source, target, actor, at))
    if told.get("same"):
        append(*(told_apart(source, thread, target) for thread in conversations_of(source)))


def brought_by_itself(case: Case) -> bool:
    """Tell whether the program, and nobody of staff, brought the case to where it goes on."""
    if case.merged_into is None:
        return False
    return bool(_payload(_merging(case, "into", case.merged_into)).get("same"))


def _merging(case: Case, way: str, other: Case) -> Entry | None:
    """The entry that told of the last merging of these two, unless it was erased."""
    told = Entry.objects.filter(case_id=case.pk, kind="merge").order_by("-seq")
    return next((each for each in told if _payload(each).get(way) == other.number), None)


def _payload(entry: Entry | None) -> dict[str, Any]:
    return dict(entry.payload or {}) if entry is not None else {}


def _hastened(target: Case, promised: datetime | None, at: datetime) -> dict[str, object]:
    """Keep what was promised elsewhere, if that is sooner; what was missed, was missed there."""
    if promised is None or promised <= at:
        return {}
    moved = hasten(case_id=target.pk, kinds=RESPONSES, due_at=promised)
    return {} if moved is None else {"hastened": list(moved)}


def _back(source: Case, before: CaseState) -> tuple[CaseState, ...]:
    """Where it was; what the customer wrote meanwhile ends the waiting for them."""
    waits = before in (CaseState.WAITING_CUSTOMER, CaseState.SCHEDULED) and source.waiting_since
    if before in BEGINNINGS or waits:
        return (CaseState.QUEUED if source.assignee_id is None else CaseState.IN_PROGRESS,)
    return () if before == CaseState.REOPENED else (before,)


def _parted(source: Case, target: Case, actor: Actor, at: datetime) -> list[NewEntry]:
    merged = _merging(target, "from", source)
    payload = _payload(merged)
    target.contacts -= source.contacts
    target.waiting_since = unanswered_since(target, besides=source)
    if hastened := payload.get("hastened"):
        put_off(clock_id=hastened[0], due_at=hastened[1])
    moved: list[NewEntry] = []
    if target.waiting_since is None:
        stop_clocks(case_id=target.pk, kinds=("next_response",), at=at)
        if merged is not None and _rested(target, merged, payload):
            moved = move_case(target, actor, CaseState(payload["stood"][0]))
    target.save(update_fields=["contacts", "waiting_since", "moved_at", "state", "resolved_at"])
    kept: dict[str, object] = {
        "was": source.number,
        "contacts": source.contacts,
        "waiting_since": target.waiting_since and target.waiting_since.isoformat(),
    }
    return [entry_of(target, actor, "unmerge", payload=kept), *moved]


def _rested(target: Case, merged: Entry, payload: Mapping[str, Any]) -> bool:
    """Whether it was at rest, the merging woke it, and nobody has done anything there since."""
    before, after = payload.get("stood") or (target.state, target.state)
    if before not in RESTING or before == after or target.state != after:
        return False
    if before == CaseState.SCHEDULED and (target.snoozed_until or now()) <= now():
        return False
    since = Entry.objects.filter(case_id=target.pk, seq__gt=merged.seq, author_kind="staff")
    return not since.exclude(kind__in=("seen", "merge", "unmerge")).exists()
