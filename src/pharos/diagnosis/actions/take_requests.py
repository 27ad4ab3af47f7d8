from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from pharos.diagnosis.models import DiagnosisRequest
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

# Longer than a look may take; then somebody else may try.
HELD_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A request as whoever works on it knows it."""

    id: int
    brand_id: int
    case_id: int
    cause: str
    wanted: str
    inputs: dict[str, Any]
    asked_by: int | None
    asked_by_name: str

    def asker(self) -> Actor:
        """On whose behalf the exchange is asked."""
        if self.asked_by is None:
            return Actor.system(self.brand_id)
        return Actor(
            kind="staff", id=self.asked_by, name=self.asked_by_name, brands=(self.brand_id,)
        )


@action
def take_requests(*, actor: Actor, limit: int) -> list[Taken]:
    """Take requests that are due and that nobody works on, the oldest first.

    They are held for a minute; a worker that dies gives them up by that.
    """
    at = now()
    free = DiagnosisRequest.objects.filter(
        Q(taken_until=None) | Q(taken_until__lt=at), brand_id__in=actor.brands, due_at__lte=at
    )
    rows = list(
        free.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "pk")[:limit]
    )
    for row in rows:
        row.taken_until, row.attempts = at + HELD_FOR, row.attempts + 1
    DiagnosisRequest.objects.bulk_update(rows, ["taken_until", "attempts"])
    return [
        Taken(
            id=row.pk,
            brand_id=row.brand_id,
            case_id=row.case_id,
            cause=row.cause,
            wanted=row.wanted,
            inputs=row.inputs,
            asked_by=row.asked_by,
            asked_by_name=row.asked_by_name,
        )
        for row in rows
    ]
