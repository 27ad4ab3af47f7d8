"""Is everything all right? In plain words, and what to do where it is not."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.brands.queries import all_brand_ids
from pharos.health.check import Check, Level, no_database, worst
from pharos.health.checks import checks
from pharos.health.queries import facts
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.web.admin.door import AdminRequest, administers_all, page

# A level as an icon, a badge and a word: colour never stands alone.
LOOKS = {
    Level.GOOD: ("done", "badge--success", _("Good")),
    Level.WARN: ("alert", "badge--now", _("Look at this")),
    Level.BAD: ("wrong", "badge--danger", _("Broken")),
}
WHOLE = {
    Level.GOOD: _("Everything is all right."),
    Level.WARN: _("It works, and something wants your attention."),
    Level.BAD: _("Something is broken."),
}


@require_safe
@administers_all("health")
def show(request: AdminRequest) -> HttpResponse:
    """Look at everything now, the worst first."""
    found = _checks()
    order = list(Level)
    found.sort(key=lambda check: -order.index(check.level))
    context = {
        "checks": [(check, *LOOKS[check.level]) for check in found],
        "whole": WHOLE[worst(found)],
        "at": now(),
    }
    return page(request, "admin/health.html", context)


def _checks() -> list[Check]:
    """The whole installation is looked at, so the program itself asks, for all brands."""
    actor = Actor.system(*all_brand_ids())
    try:
        with reading(actor):
            return checks(facts(actor))
    except (OperationalError, InterfaceError) as error:
        return [no_database(str(error).partition("\n")[0])]
