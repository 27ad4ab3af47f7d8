"""Questions about clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pharos.clocks.models import Clock


def late_cases(*, at: datetime, limit: int) -> list[int]:
    """Return the cases with a promise that was due by then and is neither kept nor breached."""
    late = Clock.objects.filter(due_at__lte=at, stopped_at=None, breached_at=None)
    return list(dict.fromkeys(late.order_by("due_at").values_list("case_id", flat=True)[:limit]))


def next_due(case_ids: Sequence[int]) -> dict[int, datetime]:
    """By when each of these cases is to be answered next; without those where nothing runs."""
    running = Clock.objects.filter(
        case_id__in=case_ids,
        stopped_at=None,
        due_at__isnull=False,
        kind__in=("first_response", "next_response"),
    )
    told: dict[int, datetime] = {}
    for case_id, due_at in running.order_by("-due_at").values_list("case_id", "due_at"):
        assert due_at is not None, "asked for"
        told[case_id] = due_at
    return told
