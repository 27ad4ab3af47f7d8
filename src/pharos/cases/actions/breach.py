from __future__ import annotations

from pharos.cases.ledger.append import NewEntry, append, lock_heads
from pharos.clocks.models import Clock
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
    due = Clock.objects.filter(due_at__lte=at, stopped_at=None, breached_at=None)
    late = dict(due.order_by("due_at").values_list("pk", "case_id")[:limit])
    if not late:
        return 0
    lock_heads(list(set(late.values())))
    breached = list(due.filter(pk__in=late).select_for_update(no_key=True).order_by("pk"))
    Clock.objects.filter(pk__in=[clock.pk for clock in breached]).update(breached_at=at)
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
