from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from pharos.brands.queries import profile_of
from pharos.brands.spoken import policy_link
from pharos.cases.access import case_to_read
from pharos.cases.models import Case
from pharos.kernel.scope import reading
from pharos.knowledge.queries import Suggestion, saved_replies_for
from pharos.knowledge.variables import filled
from pharos.people.actor import Actor
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment

MOST = 8
LONGEST_QUERY = 60


@require_safe
@signed_in
def index(request: StaffRequest, number: str) -> HttpResponse:
    """The saved replies that fit, in the customer's language, as they would be sent."""
    if not wants_fragment(request):
        return redirect("desk:case", number)
    actor = request.user.actor()
    words = request.GET.get("q", "")[:LONGEST_QUERY]
    with reading(actor):
        case = case_to_read(actor, number)
        context = {"offers": offers_for(actor, case, words)[:MOST]}
    return answer(request, page="", fragment="desk/_saved_replies.html", context=context)


def offers_for(actor: Actor, case: Case, words: str = "") -> list[tuple[Suggestion, str]]:
    """Return what this person can send here, each with its words filled in."""
    reason = case.reason_final or case.reason_initial
    values = {
        "customer.name": case.customer.name,
        "case.number": case.number,
        "agent.name": actor.name,
        "brand.name": case.brand.name,
        "policy.link": policy_link(profile_of(case.brand), reason, case.language),
    }
    found = saved_replies_for(actor, case.brand, case.language, words)
    return [(each, filled(each.text, values)) for each in found]
