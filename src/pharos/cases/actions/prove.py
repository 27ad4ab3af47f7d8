from __future__ import annotations

from pharos.cases.access import locked
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.states import SETTLED
from pharos.kernel.action import action
from pharos.people.actor import Actor


@action
def raise_assurance(*, actor: Actor, proved_by: str) -> int:
    """Tell the customer's open cases that they are proved further now. Returns how many were.

    The level is the actor's own. A case that has this level already, or a higher one, keeps it:
    what was proved when it was asked stays on record.
    """
    assert actor.is_customer, "only a customer proves who they are"
    lower = (
        Case.objects.filter(customer=actor.id, assurance__lt=actor.assurance)
        .exclude(state__in=[state.value for state in SETTLED])
        .order_by("pk")
    )
    cases = [locked(case) for case in lower]
    # Another browser may have proved as much while this one waited for the lock.
    raised = [case for case in cases if case.assurance < actor.assurance]
    for case in raised:
        conversation = conversation_to_answer_on(case)
        before, case.assurance = case.assurance, actor.assurance
        case.save(update_fields=["assurance"])
        case.conversations.filter(assurance__lt=actor.assurance).update(assurance=actor.assurance)
        change: dict[str, object] = {"from": before, "to": actor.assurance, "by": proved_by}
        append(
            entry_of(
                case,
                actor,
                "assurance",
                conversation=conversation,
                visibility="customer",
                payload=change,
            )
        )
    return len(raised)
