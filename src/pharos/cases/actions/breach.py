from __future__ import annotations

from datetime import datetime

from pharos.cases.ledger.append import NewEntry, append, lock_heads
from pharos.cases.siding import tell_late_sides
from pharos.clocks.models import Clock
from pharos.clocks.queries import late_cases
from pharos.clocks.running import breach_due
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor


@action
def breach_clocks(*, actor: Actor, limit: int = 100) -> int:
    """Write down every promise that is past due and not kept. Returns how many.

    Each clock breaches once, whoever sweeps. The heads are locked before the clocks, as by
    every action, so an answer that arrives at the same moment either stops the clock first or
    finds it breached.
    """
    at = now()
    case_ids = late_cases(at=at, limit=limit)
    if not case_ids:
        return 0
    breached = [
        clock
        for clock in breach_due(case_ids=lock_heads(case_ids), at=at)
        if clock.due_at is not None
    ]
    written = append(*(_missed(clock, actor, at) for clock in breached))
    tell_late_sides(zip(breached, written, strict=True), actor)
    return len(breached)


def _missed(clock: Clock, actor: Actor, at: datetime) -> NewEntry:
    assert clock.due_at is not None, "only what was due is missed"
    payload: dict[str, object] = {"breached": clock.kind, "due_at": clock.due_at.isoformat()}
    if clock.nr:
        payload["nr"] = clock.nr
    return NewEntry(
        brand_id=clock.brand_id,
        case_id=clock.case_id,
        kind="clock",
        author=actor,
        visibility="staff",
        payload=payload,
        at=at,
    )
