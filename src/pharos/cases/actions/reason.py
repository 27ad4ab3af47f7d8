from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.brands.queries import profile_of
from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.kernel.reasons import REASONS
from pharos.kernel.time import now
from pharos.people.actor import Actor


@action
def correct_reason(*, actor: Actor, number: str, reason: str) -> Case:
    """Say why the customer really came; what they chose at first stays known too.

    The proof of identity that the brand asks for this reason is asked from now on. The same
    reason again changes nothing. Refused: a code that is not in the tree (`reason_unknown`).
    """
    case = case_to_change(actor, number)
    if reason not in REASONS:
        raise Invalid(_("Choose one of the reasons."), code="reason_unknown")
    before = case.reason_final or case.reason_initial
    if before == reason:
        return case

    topic = profile_of(case.brand).topic(reason)
    case.reason_final = reason
    case.assurance_required = topic.assurance if topic else 0
    case.moved_at = now()
    case.weigh()
    case.save(update_fields=["reason_final", "assurance_required", "head_start", "moved_at"])

    change: dict[str, object] = {
        "from": before,
        "to": reason,
        "assurance_required": case.assurance_required,
    }
    append(entry_of(case, actor, "reason", payload=change))
    return case
