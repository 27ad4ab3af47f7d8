from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.brands.queries import brands_of
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.routing.floor.queries import Floor, cases_behind, floor_of
from pharos.routing.models import Availability
from pharos.web.desk.availability import STATES
from pharos.web.desk.tickets import customer_name
from pharos.web.desk.undelivered import undelivered_of
from pharos.web.http import StaffRequest, answer, signed_in


@require_safe
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """What waits, how long, and who is there: now, and kept up to date by the stream."""
    actor = _supervising(request)
    with reading(actor):
        floor = floor_of(brands_of(actor), at=now())
        left = undelivered_of(actor)
    context = {"floor": floor, "rail": "floor", "left": left, **_figures(floor)}
    return answer(request, page="desk/floor.html", fragment="desk/_floor.html", context=context)


@require_safe
@signed_in
def cases(request: StaffRequest) -> HttpResponse:
    """The waiting cases behind a number of the floor."""
    actor = _supervising(request)
    with reading(actor):
        found = cases_behind(
            brands_of(actor),
            queue_id=_number(request.GET.get("queue")),
            staff_id=_number(request.GET.get("agent")),
        )
        rows = [
            {
                "number": case.number,
                "subject": case.subject,
                "language": case.language,
                "customer": customer_name(case),
                "agent": case.assignee.name if case.assignee else "",
                "since": case.waiting_since,
            }
            for case in found
        ]
    context = {"rows": rows, "rail": "floor"}
    return answer(
        request, page="desk/floor_cases.html", fragment="desk/_floor.html", context=context
    )


def _supervising(request: StaffRequest) -> Actor:
    actor = request.user.actor()
    if not actor.may_assign_others:
        raise Forbidden(_("The floor is for supervisors."), code="not_supervisor")
    return actor


def _figures(floor: Floor) -> dict[str, Any]:
    return {
        "online": floor.count(Availability.State.ONLINE),
        "agents": [(each, *STATES[each.state]) for each in floor.agents],
    }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - as a bigint's safe part
