from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from pharos.cases.actions.read_notifications import read_notifications
from pharos.cases.listing.notices import latest_notices, unread_notices
from pharos.kernel.scope import reading
from pharos.people.push.words import title_of
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment

BOUND = 99
ICONS = {
    "mention": "at",
    "assigned": "handover",
    "woken": "clock",
    "side_answer": "users",
    "side_late": "alert",
    "answered": "chat",
    "promise": "clock",
    "looks": "eye",
    "canary": "alert",
    "no_notice": "alert",
    "job": "shield",
    "undelivered": "alert",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    pk: int
    number: str
    title: str
    subject: str
    icon: str
    at: datetime
    is_unread: bool


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """What concerns this person, latest first."""
    return _listed(request)


@require_safe
@signed_in
def bell(request: StaffRequest) -> HttpResponse:
    """How many this person has not read."""
    if not wants_fragment(request):
        return redirect("desk:notifications")
    actor = request.user.actor()
    with reading(actor):
        count = unread_notices(actor)
    context = {"unread": f"{BOUND}+" if count > BOUND else count, "heard": True}
    return answer(request, page="", fragment="desk/_bell.html", context=context)


@require_POST
@signed_in
def read(request: StaffRequest) -> HttpResponse:
    """Mark all as read."""
    read_notifications(actor=request.user.actor())
    if not wants_fragment(request):
        return redirect("desk:notifications")
    response = _listed(request)
    response["HX-Trigger"] = "bell:read"
    return response


def _listed(request: StaffRequest) -> HttpResponse:
    actor = request.user.actor()
    with reading(actor):
        notices = [
            Notice(
                pk=each.pk,
                number=each.case.number,
                title=title_of(each.kind, each.by),
                subject=each.case.subject,
                icon=ICONS.get(each.kind, "bell"),
                at=each.created_at,
                is_unread=each.read_at is None,
            )
            for each in latest_notices(actor)
        ]
    fragment = "desk/_notifications.html"
    context = {"title": _("Notifications"), "notices": notices, "fragment": fragment}
    return answer(request, page="desk/plain.html", fragment=fragment, context=context)
