"""What the command bar offers beside what every page has: saved replies and colleagues."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from pharos.cases.access import case_to_read
from pharos.kernel.scope import reading
from pharos.people.models import Staff
from pharos.people.queries import colleagues_of
from pharos.web.desk.saved_replies import offers_for
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment

MOST = 50


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """Saved replies for the open case, and whose cases can be looked at."""
    if not wants_fragment(request):
        return redirect("desk:search")
    actor = request.user.actor()
    number = request.GET.get("case", "")
    with reading(actor):
        case = case_to_read(actor, number) if number else None
        context = {
            "offers": offers_for(actor, case)[:MOST] if case and actor.may_reply else [],
            "people": _people(actor.brands)[:MOST],
        }
    return answer(request, page="", fragment="desk/_bar_more.html", context=context)


def _people(brands: tuple[int, ...]) -> list[Staff]:
    found = {each.pk: each for brand in brands for each in colleagues_of(brand)}
    return sorted(found.values(), key=lambda each: each.name)
