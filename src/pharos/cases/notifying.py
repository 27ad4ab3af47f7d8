"""Telling staff that something in a case concerns them, inside the transaction that causes it."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Iterable

from pharos.cases.ledger.append import Written
from pharos.cases.models import Case, Notification
from pharos.live.signs import Sign, give
from pharos.people.actor import Actor
from pharos.people.push.leaving import leave_pushes
from pharos.people.push.mailing import leave_notices

NOTICE = "notice"


def notify(case: Case, kind: str, *, to: Iterable[int], of: Written, by: Actor) -> None:
    """Leave a notification of the entry `of` for each of these staff, the actor excepted.

    Their open pages hear of it, their browsers by push, and whoever likes it by mail. Repeats
    safely: there is one for each person, entry and kind.
    """
    told = {staff_id for staff_id in to if not (by.is_staff and staff_id == by.id)}
    known = Notification.objects.filter(case=case, seq=of.seq, kind=kind, staff__in=told)
    told -= set(known.values_list("staff_id", flat=True))
    if not told:
        return
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
    for staff_id in sorted(told):
        give(
            Sign(
                brand_id=case.brand_id,
                what=NOTICE,
                number=case.number,
                who=staff_id,
                data={"kind": kind, "from": by.name},
            )
        )
    leave_pushes(told, kind=kind, case_number=case.number, by=by.name)
    leave_notices(told, brand_id=case.brand_id, kind=kind, about=case.number, by=by.name)
