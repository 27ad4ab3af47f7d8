"""Restrictions whose customers should have been told by now, for supervisors."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from pharos.diagnosis.actions.justify_deferral import justify_deferral
from pharos.diagnosis.notices import missing_notices
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.http import StaffRequest, signed_in


@require_safe
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """What is overdue, the longest first."""
    actor = _supervising(request)
    with reading(actor):
        found = missing_notices(actor.brands)
    return render(request, "desk/notices.html", {"notices": found, "rail": "floor"})


@require_POST
@signed_in
def defer(request: StaffRequest, pk: int) -> HttpResponse:
    """Say on what ground, and why the notice could not come before."""
    actor = _supervising(request)
    ground, why = request.POST.get("ground", ""), request.POST.get("why", "")
    justify_deferral(actor=actor, notice_id=pk, ground=ground, why=why)
    return HttpResponseRedirect(resolve_url("desk:notices"))


def _supervising(request: StaffRequest) -> Actor:
    actor = request.user.actor()
    if not actor.may_assign_others:
        raise Forbidden(_("This list is for supervisors."), code="not_supervisor")
    return actor
