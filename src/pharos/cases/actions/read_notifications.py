from __future__ import annotations

from pharos.cases.models import Notification
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor


@action
def read_notifications(*, actor: Actor, number: str = "") -> int:
    """Mark this person's notifications as read: those of one case, or all. Returns how many."""
    unread = Notification.objects.filter(
        staff=actor.id or 0, brand_id__in=actor.brands, read_at=None
    )
    if number:
        unread = unread.filter(case__number=number)
    return unread.update(read_at=now())
