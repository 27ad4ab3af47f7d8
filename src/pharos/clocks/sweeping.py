"""What the sweep does every second, inside the transaction that also tells the cases.

Several workers may sweep at once: what one holds, the others pass over.
"""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from datetime import datetime
from typing import Final

from pharos.clocks.models import Clock
from pharos.clocks.queries import overdue_clocks

BATCH: Final = 500


def breach_due(*, now: datetime, limit: int = BATCH) -> list[Clock]:
    """Mark clocks as breached whose time is over; return them, each once and never again."""
    clocks = overdue_clocks(at=now, limit=limit)
    for clock in clocks:
        clock.breached_at = now
    Clock.objects.bulk_update(clocks, ["breached_at"])
    return clocks
