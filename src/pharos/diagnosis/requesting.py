"""Asking for a diagnosis, inside the transaction that gives the reason for it."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from pharos.cases.models import Case
from pharos.diagnosis.models import DiagnosisRequest
from pharos.exchange.models import Connection
from pharos.kernel.time import now
from pharos.people.actor import Actor


def ask_for(
    case: Case,
    wanted: str,
    inputs: Mapping[str, Any],
    *,
    cause: str,
    by: Actor,
    due_at: datetime | None = None,
) -> bool:
    """Leave a request, unless the same one waits already. False where the brand has no exchange."""
    assert connection.in_atomic_block, "a request belongs to the transaction that causes it"
    if not Connection.objects.filter(brand_id=case.brand_id, is_on=True).exists():
        return False
    DiagnosisRequest.objects.bulk_create(
        [
            DiagnosisRequest(
                brand_id=case.brand_id,
                case=case,
                cause=cause,
                wanted=wanted,
                inputs=dict(inputs),
                asked_by=by.id if by.is_staff else None,
                asked_by_name=by.name,
                created_at=now(),
                due_at=due_at or now(),
            )
        ],
        ignore_conflicts=True,
    )
    return True
