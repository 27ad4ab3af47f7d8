"""Telling staff that something in a case concerns them, inside the transaction that causes it."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Iterable

from pharos.cases.ledger.append import Written
from pharos.cases.models import Case, Notification
from pharos.people.actor import Actor


def notify(case: Case, kind: str, *, to: Iterable[int], of: Written, by: Actor) -> None:
    """Leave a notification of the entry `of` for each of these staff, the actor excepted.

    Repeats safely: there is one for each person, entry and kind.
    """
    told = {staff_id for staff_id in to if not (by.is_staff and staff_id == by.id)}
    Notification.objects.bulk_create(
        [
            Notification(
                brand_id=case.brand_id,
                staff_id=staff_id,
                case=case,
                kind=kind,
                seq=of.seq,
                by=by.name,
                created_at=of.at,
            )
            for staff_id in sorted(told)
        ],
        ignore_conflicts=True,
    )
