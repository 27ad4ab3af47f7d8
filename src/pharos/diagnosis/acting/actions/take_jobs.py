from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Q, When

from pharos.diagnosis.models import ExchangeJob
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

# Longer than asking may take; then somebody else may try. The token keeps it from being done twice.
HELD_FOR = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenJob:
    """A job as whoever works on it knows it."""

    id: int
    brand_id: int
    case_id: int
    kind: str
    token: str
    job_id: str
    arguments: dict[str, Any]
    asked_by_kind: str
    asked_by: int
    asked_by_name: str

    def asker(self) -> Actor:
        """On whose behalf the exchange is asked."""
        if self.asked_by_kind == "staff":
            return Actor(
                kind="staff", id=self.asked_by, name=self.asked_by_name, brands=(self.brand_id,)
            )
        return Actor.customer(
            id=self.asked_by, brand_id=self.brand_id, name=self.asked_by_name, assurance=0
        )


@action
def take_jobs(*, actor: Actor, limit: int, only: int | None = None) -> list[TakenJob]:
    """Take jobs that are due and that nobody works on: locks of accounts first, then the oldest.

    They are held for some seconds; a worker that dies gives them up by that.
    """
    at = now()
    free = ExchangeJob.objects.filter(
        Q(taken_until=None) | Q(taken_until__lt=at), brand_id__in=actor.brands, due_at__lte=at
    )
    if only is not None:
        free = free.filter(pk=only)
    locks_first = free.order_by(Case(When(kind="SELF_LOCK", then=0), default=1), "due_at", "pk")
    rows = list(locks_first.select_for_update(skip_locked=True, no_key=True)[:limit])
    for row in rows:
        row.taken_until, row.attempts = at + HELD_FOR, row.attempts + 1
    ExchangeJob.objects.bulk_update(rows, ["taken_until", "attempts"])
    return [
        TakenJob(
            id=row.pk,
            brand_id=row.brand_id,
            case_id=row.case_id,
            kind=row.kind,
            token=str(row.token),
            job_id=row.job_id,
            arguments=row.arguments,
            asked_by_kind=row.asked_by_kind,
            asked_by=row.asked_by,
            asked_by_name=row.asked_by_name,
        )
        for row in rows
    ]
