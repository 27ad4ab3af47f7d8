"""Reads for the sweep, which lock what they return and pass over what another worker holds."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from pharos.clocks.models import Clock


def overdue_clocks(*, at: datetime, limit: int) -> list[Clock]:
    """Running clocks that are due by then and not yet breached, the oldest first; locked."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    running = Clock.objects.filter(due_at__lte=at, stopped_at=None, breached_at=None)
    return list(
        running.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "pk")[:limit]
    )
