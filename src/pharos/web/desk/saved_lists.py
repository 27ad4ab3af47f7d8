from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from pharos.cases.actions.saved_views import ViewDraft, delete_view, save_view
from pharos.cases.listing.queries import around
from pharos.kernel.scope import reading
from pharos.web.desk.lists import criteria_in
from pharos.web.desk.page import queue_context
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment


@require_POST
@signed_in
def create(request: StaffRequest) -> HttpResponse:
    """Keep the list that the filter describes, and show it."""
    draft = ViewDraft(
        name=request.POST.get("name", ""),
        criteria=criteria_in(request.POST) | _settled(request),
        audience=request.POST.get("audience", "self"),
    )
    view = save_view(actor=request.user.actor(), draft=draft)
    return _shown(request, str(view.pk), status=201)


@require_POST
@signed_in
def delete(request: StaffRequest, view_id: int) -> HttpResponse:
    """Remove a list, and show those who wait."""
    delete_view(actor=request.user.actor(), view_id=view_id)
    return _shown(request, "waiting", status=200)


def _settled(request: StaffRequest) -> dict[str, str]:
    return {"settled": "1"} if request.POST.get("view") == "done" else {}


def _shown(request: StaffRequest, code: str, *, status: int) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(f"{reverse('desk:queue')}?view={code}")
    actor = request.user.actor()
    with reading(actor):
        context = queue_context(actor, around(actor), QueryDict(f"view={code}"), counted=True)
    response = answer(request, page="", fragment="desk/_queue.html", context=context, status=status)
    response["HX-Trigger"] = "sheet:close"
    return response
