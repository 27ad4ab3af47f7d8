from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from pharos.cases.access import case_to_read
from pharos.kernel.scope import reading
from pharos.web.desk.forms import AfterForm
from pharos.web.desk.lists import list_query
from pharos.web.desk.page import case_context
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment


@require_safe
@signed_in
def index(request: StaffRequest, number: str) -> HttpResponse:
    """What is new in the ledger after `after`, with head, banner and facts as they are now."""
    if not wants_fragment(request):
        return redirect("desk:case", number)

    actor = request.user.actor()
    with reading(actor, is_steady=True):
        case = case_to_read(actor, number)
        context = case_context(actor, case, after=AfterForm(request.GET).start())
    context["list_query"] = list_query(request.GET)
    return answer(request, page="", fragment="desk/_entries.html", context=context)
