"""Telling supervisors that a webhook gave something up, inside the transaction that does so."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.urls import reverse

from pharos.kernel.time import now
from pharos.live.signs import Sign, give
from pharos.outlets.models import Dispatch, Outlet
from pharos.people.push.leaving import leave_pushes
from pharos.people.push.mailing import Page, leave_notices
from pharos.people.queries import supervisors_of

KIND: Final = "webhook"
EVENT: Final = "notice.webhook"


def alarm(outlet_ids: Iterable[int]) -> None:
    """Tell of each of these outlets once, until it takes something again. They are locked.

    Supervisors hear it on their open pages, by push and by mail as they like it, and the rooms of
    staff that want it, those excepted that are meant.
    """
    at = now()
    quiet = Outlet.objects.filter(pk__in=list(outlet_ids), alarmed_at=None, removed_at=None)
    for outlet in quiet.select_for_update(no_key=True, of=("self",)).select_related("brand"):
        outlet.alarmed_at = at
        outlet.save(update_fields=["alarmed_at"])
        _tell(outlet)
        _tell_rooms(outlet, at)


def _tell(outlet: Outlet) -> None:
    staff, brand_id, label = supervisors_of(outlet.brand_id), outlet.brand_id, outlet.label
    for staff_id in staff:
        data = {"kind": KIND, "from": label}
        give(Sign(brand_id=brand_id, what="notice", number="", who=staff_id, data=data))
    leave_pushes(staff, kind=KIND, case_number="", by=label)
    page = Page(f"webhook-{outlet.pk}", reverse("admin:undelivered", args=[outlet.brand.slug]))
    leave_notices(staff, brand_id=brand_id, kind=KIND, about=page, by=label)


def _tell_rooms(outlet: Outlet, at: datetime) -> None:
    rooms = Outlet.objects.filter(
        brand=outlet.brand, kind=Outlet.Kind.CHAT, is_on=True, events__contains=[EVENT]
    )
    Dispatch.objects.bulk_create(
        Dispatch(
            brand=outlet.brand,
            outlet=room,
            seq=int(at.timestamp() * 1000),
            event=EVENT,
            due_at=at,
            queued_at=at,
            moved_at=at,
        )
        for room in rooms.exclude(pk=outlet.pk)
    )
