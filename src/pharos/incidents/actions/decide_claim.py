from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_answer
from pharos.cases.answering import Answer, write_answer
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.merging import survivor
from pharos.cases.models import Case, Conversation
from pharos.cases.queries import conversation_to_answer_on
from pharos.cases.words import clean
from pharos.diagnosis.words import language_code
from pharos.incidents.access import claim_to_decide
from pharos.incidents.amounts import sum_of
from pharos.incidents.models import Claim
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How much the customer gets, and what is said to them besides."""

    amount: str
    asset: str
    text: str = ""


@action
def accept_claim(*, actor: Actor, claim_id: int, acceptance: Acceptance) -> Claim:
    """Say yes to a claim, over so much, and tell the customer. It pays nothing: the exchange does.

    Refused: without an amount (`amount_missing`), and once it is decided (`claim_decided`). The
    case and the claim are locked.
    """
    claim, case = _open(actor, claim_id)
    granted = sum_of(acceptance.amount, acceptance.asset)
    if granted is None:
        raise Invalid(_("Say how much the customer gets."), code="amount_missing")
    claim.state = Claim.State.ACCEPTED
    claim.granted, claim.granted_asset = granted.amount, granted.asset
    with override(_language(claim)):
        sentence = gettext("We have accepted your claim about “%(title)s”: %(amount)s.")
        said = sentence % {"title": claim.incident.title, "amount": granted}
    told: dict[str, object] = {"amount": f"{granted.amount.normalize():f}", "asset": granted.asset}
    return _decided(actor, claim, case, f"{said}\n{acceptance.text.strip()}".strip(), told)


@action
def decline_claim(*, actor: Actor, claim_id: int, why: str) -> Claim:
    """Say no to a claim and tell the customer why. Refused without a reason (`reason_missing`)."""
    claim, case = _open(actor, claim_id)
    if not why.strip():
        raise Invalid(_("Say why, in words for the customer."), code="reason_missing")
    claim.state = Claim.State.DECLINED
    with override(_language(claim)):
        sentence = gettext("We cannot accept your claim about “%(title)s”.")
        said = sentence % {"title": claim.incident.title}
    return _decided(actor, claim, case, f"{said}\n{why.strip()}", {})


def _open(actor: Actor, claim_id: int) -> tuple[Claim, Case]:
    """Return the claim and the case where its work goes on, both locked until commit."""
    claim = claim_to_decide(actor, claim_id)
    case = case_to_answer(actor, survivor(claim.case).number)
    claim = (
        Claim.objects.select_for_update(no_key=True, of=("self",))
        .select_related("incident", "conversation")
        .get(pk=claim.pk)
    )
    if claim.is_decided:
        raise Conflict(_("This claim is decided already."), code="claim_decided")
    return claim, case


def _decided(actor: Actor, claim: Claim, case: Case, said: str, more: dict[str, object]) -> Claim:
    claim.decided_by_id, claim.decided_at = actor.id, now()
    answer = Answer(body=clean(said), client_token=str(uuid4()))
    written = write_answer(case, actor, _conversation(claim, case), answer)
    claim.answer_case, claim.answer_seq = case, written.seq
    claim.save()

    told: dict[str, object] = {
        "claim": claim.pk,
        "incident": claim.incident_id,
        "title": claim.incident.title,
        "step": claim.state,
    }
    append(entry_of(case, actor, "claim", payload=told | more))
    return claim


def _conversation(claim: Claim, case: Case) -> Conversation:
    """Where they claimed; after a merging, where the customer of the other case writes."""
    if claim.conversation.case_id == case.pk:
        return claim.conversation
    return conversation_to_answer_on(case)


def _language(claim: Claim) -> str:
    return language_code(claim.conversation.language)
