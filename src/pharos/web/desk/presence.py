from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from pharos.cases.access import case_to_read
from pharos.kernel.errors import Invalid
from pharos.kernel.scope import reading
from pharos.live.signs import Sign, give
from pharos.web.desk.forms import PresenceForm
from pharos.web.http import StaffRequest, signed_in


@require_POST
@signed_in
def create(request: StaffRequest, number: str) -> HttpResponse:
    """Let colleagues know that somebody looks at the case, or does no longer. Nothing is kept."""
    form = PresenceForm(request.POST)
    if not form.is_valid():
        raise Invalid(str(form.errors))
    actor = request.user.actor()
    with reading(actor):
        case = case_to_read(actor, number)
        give(
            Sign(
                brand_id=case.brand_id,
                what=form.cleaned_data["step"],
                number=case.number,
                by="staff",
                who=actor.id or 0,
                name=actor.name,
                data={"page": form.cleaned_data["page"]},
            )
        )
    return HttpResponse(status=204)
