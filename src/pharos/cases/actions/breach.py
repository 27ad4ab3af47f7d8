from __future__ import annotations

from pharos.cases.ledger.append import NewEntry, append, lock_heads
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
    breached = breach_due(case_ids=lock_heads(case_ids), at=at)
    append(
        *(
            NewEntry(
                brand_id=clock.brand_id,
                case_id=clock.case_id,
                kind="clock",
                author=actor,
                visibility="staff",
                payload={"breached": clock.kind, "due_at": clock.due_at.isoformat()},
                at=at,
            )
            for clock in breached
            if clock.due_at is not None
        )
    )
    return len(breached)
