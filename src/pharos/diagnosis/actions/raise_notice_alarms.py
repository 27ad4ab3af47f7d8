from __future__ import annotations

from pharos.diagnosis.models import BlockNotice
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.live.signs import Sign, give
from pharos.people.actor import Actor
from pharos.people.queries import supervisors_of

BATCH = 100


@action
def raise_notice_alarms(*, actor: Actor, limit: int = BATCH) -> int:
    """Raise an alarm for each restriction whose customer should have been told by now.

    Once for each; the supervisors' open pages hear of it, and it stands on their list until the
    notice is sent or the restriction is lifted. Returns how many were raised.
    """
    at = now()
    due = BlockNotice.objects.filter(
        brand_id__in=actor.brands, due_at__lte=at, sent_at=None, lifted_at=None, alarmed_at=None
    )
    late = list(due.select_for_update(skip_locked=True, no_key=True).order_by("due_at")[:limit])
    for notice in late:
        notice.alarmed_at = at
        for staff_id in supervisors_of(notice.brand_id):
            give(
                Sign(
                    brand_id=notice.brand_id,
                    what="notice",
                    number="",
                    who=staff_id,
                    data={"kind": "no_notice", "from": ""},
                )
            )
    BlockNotice.objects.bulk_update(late, ["alarmed_at"])
    return len(late)
