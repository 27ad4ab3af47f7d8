from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pharos.routing.actions.set_availability import set_availability
from pharos.routing.models import Availability
from pharos.routing.queries import availability_of
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment

# What each means for the one who chooses it.
STATES: dict[str, tuple[Promise, Promise]] = {
    Availability.State.ONLINE: (_("Online"), _("What waits comes to you")),
    Availability.State.AWAY: (_("Away"), _("Nothing new; you keep what you have")),
    Availability.State.BUSY: (_("Do not disturb"), _("Nothing new until you say so")),
    Availability.State.OFFLINE: (_("Offline"), _("What you left unanswered goes back")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """Whether the reader takes what comes, and the choice of it."""
    actor = request.user.actor()
    if request.method == "POST":
        mine = set_availability(actor=actor, state=request.POST.get("state", ""))
        if not wants_fragment(request):
            return redirect("desk:queue")
    else:
        mine = availability_of(request.user)
    context: dict[str, Any] = {
        "title": _("Availability"),
        "fragment": "desk/_availability.html",
        "state": mine.state,
        "state_label": STATES[mine.state][0],
        "since": mine.since,
        "is_fragment": wants_fragment(request),
        "may_take": actor.may_reply,
        "states": [(code, label, words) for code, (label, words) in STATES.items()],
    }
    return answer(
        request, page="desk/plain.html", fragment="desk/_availability.html", context=context
    )
