from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from pharos.cases.access import case_to_read
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.desk.forms import ComposerForm
from pharos.web.desk.page import case_context, composer_context, queue_context
from pharos.web.desk.tickets import known_view
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment


@require_safe
@signed_in
def show(request: StaffRequest, number: str) -> HttpResponse:
    context = open_case(request, request.user.actor(), number)
    return answer(request, page="desk/desk.html", fragment="desk/_case.html", context=context)


def open_case(request: StaffRequest, actor: Actor, number: str, **composer: Any) -> dict[str, Any]:
    """Everything for an open case; the queue beside it only where the whole page is drawn.

    `composer` (form, kind) puts back what somebody wrote and the server refused.
    """
    view = known_view(request.GET.get("view"))
    with reading(actor):
        case = case_to_read(actor, number)
        context = case_context(actor, case)
        form = composer.pop("form", None) or ComposerForm.fresh(context["last_seq"])
        context |= composer_context(actor, case, form, **composer)
        context["open_number"] = number
        context |= {"view": view} if wants_fragment(request) else queue_context(actor, view)
    return context
