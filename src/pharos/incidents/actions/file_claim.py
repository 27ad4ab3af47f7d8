from __future__ import annotations

from uuid import uuid4

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from pharos.cases.access import locked
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Conversation
from pharos.incidents.access import conversation_to_claim_in, incident_to_claim_for
from pharos.incidents.claiming import (
    Checked,
    ClaimDraft,
    as_message,
    checked,
    refuse_out_of_time,
)
from pharos.incidents.models import Claim, Incident
from pharos.incidents.queries import claim_of
from pharos.kernel.action import action
from pharos.kernel.errors import Busy
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.receive import Answer, Message, receive_now

# A loss in an outage is a reason of its own; a case keeps the one that staff have found for it.
REASON = "TRD.OUTAGE_LOSS"


def file_claim(*, actor: Actor, conversation_id: int, incident_id: int, draft: ClaimDraft) -> Claim:
    """Take in what a customer asks for because of an incident, as a message in their conversation.

    One claim for each person and incident: another returns the first. Refused outside the dates of
    claims (`claims_closed`) and where what was typed cannot be read (`claiming.checked`).
    """
    assert actor.is_customer, "customers claim"
    try:
        return _file(
            actor=actor, conversation_id=conversation_id, incident_id=incident_id, draft=draft
        )
    except IntegrityError:
        # The same person claimed in another conversation just now: the second look finds it.
        return _file(
            actor=actor, conversation_id=conversation_id, incident_id=incident_id, draft=draft
        )


@action
def _file(*, actor: Actor, conversation_id: int, incident_id: int, draft: ClaimDraft) -> Claim:
    incident = incident_to_claim_for(actor, incident_id)
    conversation = conversation_to_claim_in(actor, conversation_id)
    case = locked(conversation.case)
    if claimed := claim_of(conversation.customer, incident):
        return claimed
    at = now()
    refuse_out_of_time(incident, at)
    read = checked(draft)

    said = _said(actor, incident, conversation, read)
    assert said.position is not None, "a message is visible to its customer"
    # What a customer's message does to a case has been done by the database.
    case.refresh_from_db()
    claim = Claim.objects.create(
        brand_id=case.brand_id,
        incident=incident,
        case=case,
        conversation=conversation,
        position=said.position,
        customer_id=conversation.customer.person_id,
        named=read.named,
        named_kind=read.named_kind,
        amount=read.asked.amount if read.asked else None,
        asset=read.asked.asset if read.asked else "",
        filed_at=at,
    )
    append(*_reason(case), _entry(case, actor, claim, incident))
    return claim


def _said(actor: Actor, incident: Incident, conversation: Conversation, read: Checked) -> Answer:
    """Take the words in by the function of all customers' messages: the case hears of them."""
    message = Message(
        brand_id=conversation.brand_id,
        customer_id=conversation.customer_id,
        author_name=actor.name,
        channel=conversation.channel,
        external_id=conversation.external_id,
        # What is not repeated is the claim. Customers choose tokens too: this one nobody foresees.
        client_token=str(uuid4()),
        words=as_message(incident, read, conversation.language),
        at=now(),
    )
    answer = receive_now(message)
    if answer.position is None:
        raise Busy(_("Please try again in a moment."))
    return answer


def _reason(case: Case) -> list[NewEntry]:
    if case.reason_final or case.reason_initial == REASON:
        return []
    case.reason_final = REASON
    case.save(update_fields=["reason_final"])
    change: dict[str, object] = {
        "from": case.reason_initial,
        "to": REASON,
        "assurance_required": case.assurance_required,
    }
    return [entry_of(case, Actor.system(case.brand_id), "reason", payload=change)]


def _entry(case: Case, actor: Actor, claim: Claim, incident: Incident) -> NewEntry:
    told: dict[str, object] = {
        "claim": claim.pk,
        "incident": incident.pk,
        "title": incident.title,
        "step": "received",
    }
    if claim.named:
        told["named"] = claim.named
    if claim.amount is not None:
        told |= {"amount": f"{claim.amount.normalize():f}", "asset": claim.asset}
    return entry_of(case, actor, "claim", payload=told)
