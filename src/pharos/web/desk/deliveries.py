from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pharos.cases.actions.record_delivery import deliver_again
from pharos.cases.listing.deliveries import delivery_to_repeat
from pharos.kernel.scope import reading
from pharos.web.http import StaffRequest, signed_in


@require_POST
@signed_in
def again(request: StaffRequest, number: str, seq: int) -> HttpResponse:
    """Try once more to deliver an answer that was given up."""
    actor = request.user.actor()
    with reading(actor):
        delivery_id = delivery_to_repeat(actor, number, seq)
    deliver_again(actor=actor, delivery_id=delivery_id)
    return redirect("desk:case", number)
