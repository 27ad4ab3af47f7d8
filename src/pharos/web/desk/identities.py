from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pharos.cases.actions.confirm_identity import confirm_identity
from pharos.kernel.errors import Invalid
from pharos.web.desk.composing import moved
from pharos.web.desk.forms import IdentityForm
from pharos.web.http import StaffRequest, signed_in, wants_fragment


@require_POST
@signed_in
def create(request: StaffRequest, number: str) -> HttpResponse:
    """Record that the customer's identity was checked anew."""
    form = IdentityForm(request.POST)
    if not form.is_valid():
        raise Invalid(str(form.errors["how"][0]), code="text_empty")

    confirm_identity(actor=request.user.actor(), number=number, how=form.cleaned_data["how"])

    if not wants_fragment(request):
        return redirect("desk:case", number)
    return HttpResponse(status=204, headers={"HX-Trigger": moved(number)})
