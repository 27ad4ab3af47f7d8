from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.diagnosis.models import BlockNotice
from pharos.kernel.action import action
from pharos.kernel.audit.record import record
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.people.actor import Actor


@action
def justify_deferral(*, actor: Actor, notice_id: int, ground: str, why: str) -> BlockNotice:
    """Say why a customer is told of a restriction after it and not before (domain.md B7).

    Refused to all but supervisors, and without a ground and a reason (`reason_missing`).
    """
    if not actor.may_assign_others:
        raise Forbidden(_("Only supervisors may defer a notice."), code="forbidden")
    if not ground.strip() or not why.strip():
        why_not = _("Say on what ground, and why it could not come before.")
        raise Invalid(why_not, code="reason_missing")
    notice = (
        BlockNotice.objects.select_for_update(no_key=True)
        .filter(pk=notice_id, brand_id__in=actor.brands)
        .first()
    )
    if notice is None:
        raise NotFound(_("There is no such notice."))
    notice.ground, notice.justification = ground.strip()[:400], why.strip()[:1000]
    notice.timing = BlockNotice.Timing.DEFERRED
    notice.save(update_fields=["ground", "justification", "timing"])
    record(actor, "notice.deferred", notice.restriction_id, brand_id=notice.brand_id)
    return notice
