"""Asking the exchange to do something for a customer, and deciding as the second person."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.cases.access import case_to_read
from pharos.cases.models import Case
from pharos.diagnosis.acting.actions.ask_for_customer import ask_for_customer
from pharos.diagnosis.acting.actions.decide_job import approve_job, decline_job
from pharos.diagnosis.acting.asking import Wanted, absent
from pharos.diagnosis.acting.kinds import KINDS
from pharos.diagnosis.acting.queries import jobs_to_approve
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.desk.composing import moved
from pharos.web.desk.work import Work, shown
from pharos.web.desk.work_forms import WhyForm, WorkForm
from pharos.web.http import StaffRequest, signed_in, wants_fragment

PARTIES = (("MYSELF", _("The customer")), ("SOMEBODY_ELSE", _("Somebody else")))
PLACES = (("EXCHANGE", _("At an exchange")), ("OWN_WALLET", _("In a wallet of their own")))


class JobForm(WorkForm):
    client_token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def prepare(self, actor: Actor, case: Case) -> None:
        self.initial = {**self.initial, "client_token": str(uuid4())}


class TransferForm(JobForm):
    """Whose transfer it is, as the customer has said."""

    party = forms.ChoiceField(label=_("Whose is the other side"), choices=PARTIES)
    party_name = forms.CharField(label=_("Name"), max_length=200)
    held_at = forms.ChoiceField(label=_("Where is it held"), choices=PLACES)
    exchange_name = forms.CharField(label=_("Which exchange"), max_length=200, required=False)


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """What waits for a second person, the longest first."""
    actor = request.user.actor()
    if not actor.may_confirm_identity:
        raise Forbidden(_("A specialist or a supervisor decides about this."), code="approval_role")
    with reading(actor):
        jobs = [
            {"job": job, "title": KINDS[job.kind].name, "is_own": job.asked_by == actor.id}
            for job in jobs_to_approve(actor.brands)
        ]
    return render(request, "desk/jobs.html", {"jobs": jobs, "rail": "jobs"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: StaffRequest, number: str, kind: str, seq: int, index: int) -> HttpResponseBase:
    """Ask for what a finding of the case offers; `seq` 0 where no finding is needed."""
    meant = KINDS.get(kind.upper())
    if meant is None:
        actor = request.user.actor()
        with reading(actor):
            case_to_read(actor, number)
        raise absent()
    work = Work(
        title=_("Ask the exchange: %(what)s") % {"what": meant.name},
        button=_("Ask"),
        form=TransferForm if meant.wants else JobForm,
        perform=partial(_ask, kind=meant.code, seq=seq, index=index),
        hint=_("The exchange decides, and may refuse. The customer is told what came of it."),
    )
    return shown(request, number, work, resolve_url("desk:job", number, kind, seq, index))


@require_POST
@signed_in
def approval(request: StaffRequest, number: str, token: UUID) -> HttpResponse:
    """Be the second person."""
    approve_job(actor=request.user.actor(), number=number, token=token)
    if not wants_fragment(request):
        return redirect("desk:case", number)
    return HttpResponse(status=204, headers={"HX-Trigger": moved(number)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def declining(request: StaffRequest, number: str, token: UUID) -> HttpResponseBase:
    """Let it not be asked for, and say why."""
    work = Work(
        title=_("Do not ask the exchange"),
        button=_("Decline"),
        form=WhyForm,
        perform=partial(_decline, token=token),
        hint=_("Only staff read why."),
    )
    return shown(request, number, work, resolve_url("desk:job-declining", number, token))


def _ask(actor: Actor, number: str, form: JobForm, *, kind: str, seq: int, index: int) -> None:
    said: dict[str, Any] = dict(form.cleaned_data)
    token = said.pop("client_token")
    wanted = Wanted(kind=kind, client_token=token, said={k: v for k, v in said.items() if v})
    ask_for_customer(actor=actor, number=number, wanted=wanted, seq=seq, index=index)


def _decline(actor: Actor, number: str, form: WhyForm, *, token: UUID) -> None:
    decline_job(actor=actor, number=number, token=token, why=form.cleaned_data["why"])
