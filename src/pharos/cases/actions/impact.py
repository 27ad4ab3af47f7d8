from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.cases.priority import HEAD_STARTS
from pharos.cases.words import clean
from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor


@action
def judge_impact(*, actor: Actor, number: str, impact: str, why: str) -> Case:
    """Say what is really at stake, whatever was said; the case's place follows (`priority`).

    From then on nothing that its customer says changes it. The same again changes nothing.
    Refused: what is no impact (`impact_unknown`), and no reason.
    """
    case = case_to_change(actor, number)
    if impact not in HEAD_STARTS:
        raise Invalid(_("Choose what is at stake."), code="impact_unknown")
    words = clean(why)
    if case.impact_is_judged and case.impact == impact:
        return case

    change: dict[str, object] = {"from": case.at_stake, "to": impact, "judged": True}
    case.impact, case.impact_is_judged = impact, True
    case.weigh()
    case.moved_at = now()
    case.save(update_fields=["impact", "impact_is_judged", "head_start", "moved_at"])

    append(entry_of(case, actor, "impact", payload=change, body=words))
    return case
