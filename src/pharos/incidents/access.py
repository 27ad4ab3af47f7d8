"""The only way to an incident and to what hangs on it. "Not yours" and "not there" are the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.cases.access import cases_to_read
from pharos.cases.models import Conversation
from pharos.incidents.models import Claim, Incident, MassReply
from pharos.kernel.errors import Forbidden, NotFound
from pharos.people.actor import Actor


def incident_to_read(actor: Actor, incident_id: int) -> Incident:
    """Return the incident, or raise NotFound whether it is absent or of another brand."""
    incident = (
        Incident.objects.select_related("brand", "entered_by")
        .filter(pk=incident_id, brand_id__in=actor.brands)
        .first()
    )
    if incident is None or not actor.may_read:
        raise _absent()
    return incident


def incident_to_steer(actor: Actor, incident_id: int) -> Incident:
    """Return the incident locked until commit, if `actor` may say what holds for all of it."""
    _supervising(actor)
    incident = incident_to_read(actor, incident_id)
    return (
        Incident.objects.select_for_update(no_key=True, of=("self",))
        .select_related("brand")
        .get(pk=incident.pk)
    )


def incident_to_write_about(actor: Actor, incident_id: int) -> Incident:
    """Return the incident, if `actor` may write to everybody whom it concerns."""
    _supervising(actor)
    return incident_to_read(actor, incident_id)


def brand_to_enter_for(actor: Actor, slug: str) -> Brand:
    """Return the brand for which an incident is entered by hand."""
    _supervising(actor)
    brand = Brand.objects.filter(slug=slug, pk__in=actor.brands).first()
    if brand is None:
        raise NotFound(_("There is no such brand."))
    return brand


def claim_to_decide(actor: Actor, claim_id: int) -> Claim:
    """Return the claim, if `actor` may say yes or no to it. Its case is still to be locked."""
    if not actor.may_decide_claims:
        raise Forbidden(
            _("Specialists and supervisors decide about claims."), code="claims_not_yours"
        )
    claim = (
        Claim.objects.select_related("incident", "case", "conversation")
        .filter(pk=claim_id, brand_id__in=actor.brands, case__in=cases_to_read(actor))
        .first()
    )
    if claim is None:
        raise NotFound(_("There is no such claim."))
    return claim


def conversation_of_link(brand_id: int, conversation_id: int) -> Conversation:
    """Return the conversation to which a signed link was sent, or raise NotFound."""
    conversation = (
        Conversation.objects.select_related("case__brand", "customer__merged_into")
        .filter(pk=conversation_id, brand_id=brand_id)
        .first()
    )
    if conversation is None:
        raise NotFound(_("There is no such form."))
    return conversation


def conversation_to_claim_in(actor: Actor, conversation_id: int) -> Conversation:
    """Return the customer's own conversation with its case, or raise NotFound."""
    conversation = (
        Conversation.objects.select_related("case__brand", "customer")
        .filter(pk=conversation_id, brand_id__in=actor.brands, customer_id=actor.id or 0)
        .first()
    )
    if conversation is None or not actor.is_customer:
        raise NotFound(_("There is no such form."))
    return conversation


def incident_to_claim_for(actor: Actor, incident_id: int) -> Incident:
    """Return the incident for whoever holds a link to its form."""
    incident = Incident.objects.filter(pk=incident_id, brand_id__in=actor.brands).first()
    if incident is None or not actor.is_customer:
        raise NotFound(_("There is no such form."))
    return incident


def mass_reply_to_stop(actor: Actor, mass_reply_id: int) -> MassReply:
    """Return the mass reply locked until commit: for supervisors, and for the program itself."""
    if actor.kind != "system":
        _supervising(actor)
    found = (
        MassReply.objects.select_for_update(no_key=True)
        .filter(pk=mass_reply_id, brand_id__in=actor.brands)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such mass reply."))
    return found


def _supervising(actor: Actor) -> None:
    if not actor.may_assign_others:
        raise Forbidden(_("Only supervisors may do this."), code="supervisors_only")


def _absent() -> NotFound:
    return NotFound(_("There is no such incident."))
