from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from pharos.cases.access import case_to_read
from pharos.kernel.scope import reading
from pharos.people.queries import colleagues_of
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment

MOST = 8
LONGEST_QUERY = 60


@require_safe
@signed_in
def index(request: StaffRequest, number: str) -> HttpResponse:
    """Colleagues of the case's brand whom a note can name."""
    if not wants_fragment(request):
        return redirect("desk:case", number)
    actor = request.user.actor()
    words = request.GET.get("q", "")[:LONGEST_QUERY].casefold()
    with reading(actor):
        case = case_to_read(actor, number)
        people = [
            each
            for each in colleagues_of(case.brand_id)
            if each.pk != actor.id and words in each.name.casefold()
        ]
    context = {"people": people[:MOST]}
    return answer(request, page="", fragment="desk/_colleagues.html", context=context)
