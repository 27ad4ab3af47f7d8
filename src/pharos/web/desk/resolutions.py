from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pharos.cases.actions.resolve import resolve_case
from pharos.kernel.errors import Conflict
from pharos.web.desk.cases import open_case
from pharos.web.desk.composing import moved
from pharos.web.desk.forms import ResolutionForm
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment


@require_POST
@signed_in
def create(request: StaffRequest, number: str) -> HttpResponse:
    """Settle the case with what the customer reads about it."""
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        return _again(request, number, form, status=422)
    try:
        resolve_case(actor=request.user.actor(), number=number, outcome=form.outcome())
    except Conflict as refusal:
        return _again(request, number, form, problem=str(refusal), status=409)
    return _resolved(request, number)


def _resolved(request: StaffRequest, number: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("desk:case", number)
    context = open_case(request, request.user.actor(), number)
    response = answer(request, page="", fragment="desk/_case.html", context=context, status=201)
    # The form stands in a sheet over the case; the case as it is now replaces both.
    response["HX-Retarget"] = "#open-case"
    response["HX-Trigger"] = moved(number)
    return response


def _again(
    request: StaffRequest, number: str, form: ResolutionForm, *, status: int, problem: str = ""
) -> HttpResponse:
    context = open_case(request, request.user.actor(), number)
    context |= {"resolution_form": form, "resolution_problem": problem, "resolving": True}
    return answer(
        request,
        page="desk/desk.html",
        fragment="desk/_resolution_form.html",
        context=context,
        status=status,
    )
