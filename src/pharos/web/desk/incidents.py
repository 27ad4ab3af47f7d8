"""Incidents for the desk: what went wrong, whom it concerns, and what they claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.brands.queries import brands_of
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.incidents.access import incident_to_read, incident_to_steer
from pharos.incidents.actions.file_claim import REASON as CLAIMED
from pharos.incidents.actions.keep_incident import change_incident, enter_incident, set_terms
from pharos.incidents.affected import Affected, affected_by
from pharos.incidents.models import Claim, Incident
from pharos.incidents.queries import claims_by_state, claims_of, incidents_of, progress_of, words_of
from pharos.kernel.errors import Conflict, Forbidden
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.masking import masked
from pharos.web.desk.incident_forms import IncidentForm, TermsForm
from pharos.web.desk.masks import case_shown_to
from pharos.web.desk.tickets import customer_name
from pharos.web.desk.words import STATES, named, topic_of
from pharos.web.http import StaffRequest, signed_in

SHOWN: Final = 500
STATE_BADGES: Final = {"received": "now-soft", "accepted": "success", "declined": "danger"}
RECEIVED: Final = Claim.State.RECEIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One affected case, as this reader sees it."""

    number: str
    customer: str
    topic: str | Promise
    language: str
    waiting_since: datetime | None
    state: str | Promise
    is_certain: bool
    claim: Claim | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """One claim, as this reader sees it."""

    claim: Claim
    number: str
    customer: str
    words: str
    badge: str
    problem: str = ""
    typed: Mapping[str, str] | None = None


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """Every incident of one's brands, the latest first."""
    actor = request.user.actor()
    with reading(actor):
        found = incidents_of(actor)
        counts = claims_by_state(actor, found)
    rows = [(each, _sum(counts, each), counts.get(each.pk, {}).get(RECEIVED, 0)) for each in found]
    context = {
        "rows": rows,
        "may_steer": actor.may_assign_others,
        "has_brands": len({each.brand_id for each in found}) > 1,
    }
    return render(request, "desk/incidents.html", context)


@require_safe
@signed_in
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One incident: its time, whom it concerns as far as the desk knows, claims, mass replies."""
    return page(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: StaffRequest) -> HttpResponse:
    """Enter an incident that no exchange lists."""
    actor = _supervising(request)
    brands = brands_of(actor)
    form = IncidentForm(request.POST or None, brands, initial={"began_at": now()})
    made: list[Incident] = []

    def enter() -> None:
        slug = form.cleaned_data.get("brand") or brands[0].slug
        made.append(enter_incident(actor=actor, slug=slug, draft=form.draft()))

    if request.method == "POST" and form.saves(enter):
        return redirect("desk:incident", made[0].pk)
    return _form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what was entered by hand, as when it is over."""
    actor = _supervising(request)
    with reading(actor):
        incident = incident_to_steer(actor, pk)
    if not incident.is_by_hand:
        raise Conflict(
            _("The exchange says what this incident is. It cannot be changed here."),
            code="incident_not_ours",
        )
    form = IncidentForm(request.POST or None, [incident.brand], initial=IncidentForm.of(incident))

    def keep() -> None:
        change_incident(actor=actor, incident_id=pk, draft=form.draft())

    if request.method == "POST" and form.saves(keep):
        return redirect("desk:incident", pk)
    return _form(request, form, incident)


@require_POST
@signed_in
def terms(request: StaffRequest, pk: int) -> HttpResponse:
    """Say when claims are taken, and how long after its end somebody counts as affected."""
    actor = _supervising(request)
    form = TermsForm(request.POST)

    def keep() -> None:
        set_terms(actor=actor, incident_id=pk, terms=form.terms())

    if form.saves(keep):
        return redirect("desk:incident", pk)
    return page(request, pk, terms_form=form)


def page(
    request: StaffRequest,
    pk: int,
    *,
    terms_form: TermsForm | None = None,
    refused: tuple[int, str] | None = None,
) -> HttpResponse:
    """Draw the incident; `refused` is a claim whose decision was refused, and why."""
    actor = request.user.actor()
    with reading(actor):
        incident = incident_to_read(actor, pk)
        affected = affected_by(actor, incident)
        rows = [_row(actor, each) for each in affected[:SHOWN]]
        claims = _claims(actor, incident, request, refused)
        progress = progress_of(incident)
    context = {
        "incident": incident,
        "until": incident.concerned_until(now()),
        "takes_claims": incident.takes_claims(now()),
        "rows": rows,
        "count": len(affected),
        "others": max(0, len(affected) - SHOWN),
        "claims": claims,
        "progress": progress,
        "is_under_way": any(each.mass_reply.is_under_way for each in progress),
        "may_steer": actor.may_assign_others,
        "may_decide": actor.may_decide_claims,
        "form": terms_form or TermsForm(initial=TermsForm.of(incident)),
    }
    status = 422 if terms_form or refused else 200
    return render(request, "desk/incident.html", context, status=status)


def _row(actor: Actor, each: Affected) -> Row:
    case = case_shown_to(actor, each.case)
    state = CaseState(case.state)
    return Row(
        number=case.number,
        customer=customer_name(case),
        topic=topic_of(case.brand.profile, _about(case)),
        language=case.language,
        waiting_since=case.waiting_since,
        state=named(STATES, state),
        is_certain=each.is_certain,
        claim=each.claim,
    )


def _about(case: Case) -> str:
    """Why they asked. That they claimed since stands beside it."""
    is_found = case.reason_final and case.reason_final != CLAIMED
    return case.reason_final if is_found else case.reason_initial


def _claims(
    actor: Actor, incident: Incident, request: StaffRequest, refused: tuple[int, str] | None
) -> list[ShownClaim]:
    found = claims_of(actor, incident)
    words = words_of(found)
    shown = []
    for claim in found:
        case = case_shown_to(actor, claim.case)
        said = words.get(claim.pk, "")
        is_refused = refused is not None and refused[0] == claim.pk
        shown.append(
            ShownClaim(
                claim=claim,
                number=case.number,
                customer=customer_name(case),
                words=said if actor.sees_unmasked else masked(said),
                badge=STATE_BADGES[claim.state],
                problem=refused[1] if refused and is_refused else "",
                typed=request.POST.dict() if is_refused else None,
            )
        )
    return shown


def _form(
    request: StaffRequest, form: IncidentForm, incident: Incident | None = None
) -> HttpResponse:
    context = {"form": form, "incident": incident}
    status = 422 if form.errors else 200
    return render(request, "desk/incident_form.html", context, status=status)


def _sum(counts: dict[int, dict[str, int]], incident: Incident) -> int:
    return sum(counts.get(incident.pk, {}).values())


def _supervising(request: StaffRequest) -> Actor:
    actor = request.user.actor()
    if not actor.may_assign_others:
        raise Forbidden(_("Only supervisors may do this."), code="supervisors_only")
    return actor
