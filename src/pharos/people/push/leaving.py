"""Leaving pushes, inside the transaction that gives the reason."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from pharos.kernel.time import now
from pharos.people.models.push import PushMessage, PushSubscription


def leave_pushes(staff_ids: Iterable[int], *, kind: str, case_number: str, by: str) -> None:
    """Leave one push for each browser of these staff, those excepted who want quiet now.

    And those who do not want this kind by push.
    """
    at = now()
    awake = Q(staff__quiet_until=None) | Q(staff__quiet_until__lte=at)
    subscriptions = PushSubscription.objects.exclude(staff__untold_by_push__contains=[kind])
    wanted = subscriptions.filter(awake, staff__in=list(staff_ids), staff__is_active=True)
    PushMessage.objects.bulk_create(
        PushMessage(
            subscription=each,
            kind=kind,
            case_number=case_number,
            by=by[:120],
            created_at=at,
            due_at=at,
        )
        for each in wanted
    )
