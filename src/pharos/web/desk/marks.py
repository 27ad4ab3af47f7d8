from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from pharos.cases.actions.keep_draft import keep_draft
from pharos.cases.actions.mark_seen import mark_seen
from pharos.kernel.errors import Invalid
from pharos.web.desk.forms import DraftForm, SeenForm
from pharos.web.http import StaffRequest, signed_in


@require_POST
@signed_in
def seen(request: StaffRequest, number: str) -> HttpResponse:
    """Remember how far somebody has read."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Invalid(str(form.errors))
    mark_seen(actor=request.user.actor(), number=number, seq=form.cleaned_data["seq"])
    return HttpResponse(status=204)


@require_POST
@signed_in
def draft(request: StaffRequest, number: str) -> HttpResponse:
    """Keep what somebody is writing, so that another browser of theirs goes on with it."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Invalid(str(form.errors))
    keep_draft(actor=request.user.actor(), number=number, draft=form.unsent())
    return HttpResponse(status=204)
