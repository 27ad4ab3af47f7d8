from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pharos.cases.actions.assign import release_case, take_case
from pharos.kernel.errors import Invalid
from pharos.web.desk.composing import moved
from pharos.web.desk.forms import AssignmentForm
from pharos.web.http import StaffRequest, signed_in, wants_fragment


@require_POST
@signed_in
def update(request: StaffRequest, number: str) -> HttpResponse:
    """Take the case, or give it back to the queue."""
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        raise Invalid(str(form.errors["step"][0]))

    step = take_case if form.cleaned_data["step"] == "take" else release_case
    step(actor=request.user.actor(), number=number)

    if not wants_fragment(request):
        return redirect("desk:case", number)
    return HttpResponse(status=204, headers={"HX-Trigger": moved(number)})
