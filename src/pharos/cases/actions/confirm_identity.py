from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_answer
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.words import clean
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Forbidden
from pharos.kernel.time import now
from pharos.people.actor import Actor

REVERIFIED = 4


@action
def confirm_identity(*, actor: Actor, number: str, how: str) -> Case:
    """Record that the customer's identity was verified anew (AL4), and tell them.

    For whoever has lost the factors that a token would prove. `how` says what was checked, by
    which procedure of the exchange, and is for staff only. It holds for this case alone. Repeats
    safely. Refused for all but specialists, supervisors and administrators (`may_not_confirm`),
    and on a settled case.
    """
    case = case_to_answer(actor, number)
    if not actor.may_confirm_identity:
        raise Forbidden(
            _("Only specialists and supervisors confirm an identity."), code="may_not_confirm"
        )
    if case.assurance >= REVERIFIED:
        return case
    if case.is_settled:
        raise Conflict(_("This case is settled."), code="state_not_possible")
    note = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        kind="note",
        author=actor,
        visibility="staff",
        body=clean(how),
    )
    before, case.assurance = case.assurance, REVERIFIED
    case.moved_at = now()
    case.save(update_fields=["assurance", "moved_at"])

    change: dict[str, object] = {"from": before, "to": REVERIFIED, "by": "identity check"}
    told = entry_of(
        case,
        actor,
        "assurance",
        conversation=conversation_to_answer_on(case),
        visibility="customer",
        payload=change,
    )
    append(note, told)
    return case
