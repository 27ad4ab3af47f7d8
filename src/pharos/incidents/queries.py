"""Reads of incidents, their claims and mass replies. They run inside a scope."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from pharos.cases.access import cases_to_read
from pharos.cases.models import Conversation, Entry
from pharos.incidents.models import Claim, Incident, MassReply, Recipient
from pharos.people.actor import Actor
from pharos.people.models import Customer, Staff

LISTED = 200
REFUSALS = 50


def incidents_of(actor: Actor, *, limit: int = LISTED) -> list[Incident]:
    """Return the incidents of the actor's brands, the latest first."""
    if not actor.may_read:
        return []
    found = Incident.objects.filter(brand_id__in=actor.brands).select_related("brand")
    return list(found.order_by("-began_at", "-pk")[:limit])


def claims_by_state(actor: Actor, incidents: list[Incident]) -> dict[int, dict[str, int]]:
    """Return how many claims of cases that `actor` may see there are, by incident and state."""
    rows = (
        _claims_to_read(actor)
        .filter(incident__in=incidents)
        .values("incident_id", "state")
        .annotate(count=Count("pk"))
    )
    told: dict[int, dict[str, int]] = {}
    for row in rows:
        told.setdefault(row["incident_id"], {})[row["state"]] = row["count"]
    return told


def claims_of(actor: Actor, incident: Incident) -> list[Claim]:
    """Return the claims because of it, what is to be decided first, then the oldest."""
    found = _claims_to_read(actor).filter(incident=incident)
    related = found.select_related("case__customer__merged_into", "case__brand", "decided_by")
    return sorted(related, key=lambda claim: (claim.is_decided, claim.filed_at, claim.pk))


def words_of(claims: list[Claim]) -> dict[int, str]:
    """Return what each claim's customer wrote, as far as it was not erased."""
    places = {(claim.conversation_id, claim.position): claim.pk for claim in claims}
    found = Entry.objects.filter(
        conversation_id__in={conversation for conversation, _position in places},
        position__in={position for _conversation, position in places},
        case_id__in=Conversation.objects.filter(
            pk__in={conversation for conversation, _position in places}
        ).values("case_id"),
        author_kind="customer",
    )
    return {
        places[key]: entry.body or ""
        for entry in found
        if (key := (entry.conversation_id, entry.position)) in places
    }


def answer_to(claim: Claim) -> str:
    """Return what was said to the customer with the decision."""
    if claim.answer_case_id is None or claim.answer_seq is None:
        return ""
    told = Entry.objects.filter(case_id=claim.answer_case_id, seq=claim.answer_seq).first()
    return (told.body or "") if told else ""


def claim_of(customer: Customer, incident: Incident) -> Claim | None:
    """Return the claim of this person, if they have claimed."""
    claims = Claim.objects.filter(incident=incident, customer_id=customer.person_id)
    return claims.select_related("case", "conversation").first()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """Who was not written to, and the code of what stood in the way."""

    number: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a mass reply has got."""

    mass_reply: MassReply
    waiting: int
    sent: int
    refused: int
    passed_over: list[PassedOver]

    @property
    def total(self) -> int:
        return self.waiting + self.sent + self.refused


def progress_of(incident: Incident) -> list[Progress]:
    """Return the mass replies about an incident, the latest first, and how far each has got."""
    found = incident.mass_replies.select_related("sender").annotate(
        waiting=Count("recipients", filter=Q(recipients__state="waiting")),
        sent=Count("recipients", filter=Q(recipients__state="sent")),
        refused=Count("recipients", filter=Q(recipients__state="refused")),
    )
    return [
        Progress(
            mass_reply=each,
            waiting=each.waiting,
            sent=each.sent,
            refused=each.refused,
            passed_over=_passed_over(each) if each.refused else [],
        )
        for each in found.order_by("-pk")
    ]


def _passed_over(mass_reply: MassReply) -> list[PassedOver]:
    refused = mass_reply.recipients.filter(state="refused").select_related("case")
    return [
        PassedOver(number=one.case.number, why=one.refusal)
        for one in refused.order_by("pk")[:REFUSALS]
    ]


def waiting_recipients(mass_reply_id: int, *, limit: int) -> list[int]:
    """Return who is to be written to next: whoever failed before comes last."""
    waiting = Recipient.objects.filter(mass_reply_id=mass_reply_id, state="waiting")
    return list(waiting.order_by("attempts", "pk").values_list("pk", flat=True)[:limit])


def sender_of(mass_reply_id: int) -> Staff:
    """Return who sends it, as they are now."""
    return MassReply.objects.select_related("sender").get(pk=mass_reply_id).sender


def _claims_to_read(actor: Actor) -> QuerySet[Claim]:
    return Claim.objects.filter(case__in=cases_to_read(actor))
