"""Leaving and taking the marks of what came in."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from pharos.cases.models import Case
from pharos.reception.models import FollowUp


def leave_mark(case: Case, *, seq: int, at: datetime) -> None:
    """Mark an entry for following up, in the transaction that takes it in."""
    assert connection.in_atomic_block, "a mark belongs to the transaction that takes something in"
    FollowUp.objects.create(brand_id=case.brand_id, case_id=case.pk, seq=seq, created_at=at)


def take_marks(limit: int) -> list[FollowUp]:
    """Take the oldest marks that nobody else holds. They are gone when the transaction commits."""
    marks = list(FollowUp.objects.select_for_update(skip_locked=True).order_by("pk")[:limit])
    FollowUp.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return marks
