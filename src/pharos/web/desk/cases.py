from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from pharos.cases.access import case_to_read
from pharos.cases.listing.queries import around
from pharos.cases.queries import conversations_of
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.desk.forms import ComposerForm
from pharos.web.desk.lists import list_query
from pharos.web.desk.masks import case_shown_to
from pharos.web.desk.page import case_context, composer_context, queue_context, reply_line
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment


@require_safe
@signed_in
def show(request: StaffRequest, number: str) -> HttpResponse:
    context = open_case(request, request.user.actor(), number)
    return answer(request, page="desk/desk.html", fragment="desk/_case.html", context=context)


def fresh_composer(actor: Actor, number: str, *, kind: str, seen: int) -> dict[str, Any]:
    """What an empty composer needs and nothing of the case beside it, after something was sent.

    What its writer has seen is what they had seen when they sent it.
    """
    with reading(actor, is_steady=True):
        case = case_to_read(actor, number)
        form = ComposerForm.fresh(seen)
        mark = around(actor, case).mark
        shown = case_shown_to(actor, case)
        context = composer_context(actor, shown, form, mark=mark, kind=kind)
        return context | {"reply_line": reply_line(shown, conversations_of(case))}


def open_case(request: StaffRequest, actor: Actor, number: str, **composer: Any) -> dict[str, Any]:
    """Everything for an open case; the queue beside it only where the whole page is drawn.

    `composer` (form, kind) puts back what somebody wrote and the server refused.
    """
    with reading(actor, is_steady=True):
        case = case_to_read(actor, number)
        context = case_context(actor, case)
        form = composer.pop("form", None) or ComposerForm.fresh(context["last_seq"])
        kept = around(actor, case)
        context |= composer_context(actor, case, form, mark=kept.mark, **composer)
        context["open_number"] = number
        if wants_fragment(request):
            context |= {"list_query": list_query(request.GET)}
        else:
            context |= queue_context(actor, kept, request.GET)
    return context
