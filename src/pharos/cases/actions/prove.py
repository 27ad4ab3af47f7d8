from __future__ import annotations

from django.db.models import Exists, OuterRef

from pharos.cases.access import locked
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Conversation
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.states import SETTLED
from pharos.kernel.action import action
from pharos.people.actor import Actor
from pharos.people.persons.queries import speakers_of


@action
def raise_assurance(*, actor: Actor, proved_by: str) -> int:
    """Tell the customer's open cases that they are proved further now. Returns how many were.

    The level is the actor's own. A case that has this level already, or a higher one, keeps it:
    what was proved when it was asked stays on record. A conversation of a browser that has not
    signed in proves nothing by this, even if it was found to be the same person's.
    """
    assert actor.is_customer, "only a customer proves who they are"
    speakers = speakers_of(actor)
    own = Conversation.objects.filter(customer__in=speakers, case=OuterRef("pk"))
    lower = (
        Case.objects.filter(Exists(own), assurance__lt=actor.assurance)
        .exclude(state__in=[state.value for state in SETTLED])
        .order_by("pk")
    )
    cases = [locked(case) for case in lower]
    # Another browser may have proved as much while this one waited for the lock.
    raised = [case for case in cases if case.assurance < actor.assurance]
    for case in raised:
        conversations = case.conversations.filter(customer__in=speakers)
        conversation = conversation_to_answer_on(case)
        if conversation.customer_id not in speakers:
            conversation = conversations.latest("opened_at")
        before, case.assurance = case.assurance, actor.assurance
        case.save(update_fields=["assurance"])
        conversations.filter(assurance__lt=actor.assurance).update(assurance=actor.assurance)
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
