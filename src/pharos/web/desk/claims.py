"""Saying yes or no to what a customer claims. Nothing is paid here: it is decided and told."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pharos.incidents.actions.decide_claim import Acceptance, accept_claim, decline_claim
from pharos.kernel.errors import Conflict, Forbidden, Invalid
from pharos.people.actor import Actor
from pharos.web.desk.incidents import page
from pharos.web.http import StaffRequest, signed_in


@require_POST
@signed_in
def decide(request: StaffRequest, pk: int, claim: int) -> HttpResponse:
    """Accept over an amount, or decline with a reason. What was refused comes back as typed."""
    actor = request.user.actor()
    if not actor.may_decide_claims:
        raise Forbidden(
            _("Specialists and supervisors decide about claims."), code="claims_not_yours"
        )
    try:
        _decided(actor, claim, request.POST)
    except (Conflict, Invalid) as refusal:
        return page(request, pk, refused=(claim, str(refusal)))
    return redirect("desk:incident", pk)


def _decided(actor: Actor, claim: int, typed: QueryDict) -> None:
    text = typed.get("text", "")
    if typed.get("step") == "accept":
        acceptance = Acceptance(
            amount=typed.get("amount", ""), asset=typed.get("asset", ""), text=text
        )
        accept_claim(actor=actor, claim_id=claim, acceptance=acceptance)
    elif typed.get("step") == "decline":
        decline_claim(actor=actor, claim_id=claim, why=text)
    else:
        raise Invalid(_("Choose what to do."), code="step_unknown")
