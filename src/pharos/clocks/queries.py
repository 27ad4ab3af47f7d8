"""Questions about clocks."""

from __future__ import annotations

from datetime import datetime

from pharos.clocks.models import Clock


def late_cases(*, at: datetime, limit: int) -> list[int]:
    """Return the cases with a promise that was due by then and is neither kept nor breached."""
    late = Clock.objects.filter(due_at__lte=at, stopped_at=None, breached_at=None)
    return list(dict.fromkeys(late.order_by("due_at").values_list("case_id", flat=True)[:limit]))
