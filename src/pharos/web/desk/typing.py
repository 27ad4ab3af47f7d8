from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from pharos.cases.access import case_to_read
from pharos.cases.queries import conversation_to_answer_on
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import reading
from pharos.live.signs import Sign, give
from pharos.web.http import StaffRequest, signed_in


@require_POST
@signed_in
def create(request: StaffRequest, number: str) -> HttpResponse:
    """Let the customer and colleagues know that an answer is being written. Nothing is kept."""
    actor = request.user.actor()
    with reading(actor):
        case = case_to_read(actor, number)
        if not actor.may_reply or case.reviewed_after_id == actor.id:
            raise Forbidden("You do not answer here.")
        give(
            Sign(
                brand_id=case.brand_id,
                what="typing",
                number=case.number,
                conversation_id=conversation_to_answer_on(case).pk,
                by="staff",
                who=actor.id or 0,
                name=actor.name,
            )
        )
    return HttpResponse(status=204)
