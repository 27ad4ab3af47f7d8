"""What was given up and waits for a supervisor: seen beside everything else, without looking."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.brands.queries import brands_of
from pharos.cases.listing.deliveries import count_failed_deliveries
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import reading
from pharos.letters.queries import count_failed_letters
from pharos.outlets.queries import count_dead_dispatches
from pharos.people.actor import Actor
from pharos.web.http import StaffRequest, signed_in, wants_fragment

BOUND = 99


@dataclass(frozen=True, slots=True)
class Undelivered:
    """How much was given up, and the brand on whose page most of it stands."""

    count: int
    slug: str

    @property
    def shown(self) -> str:
        return f"{BOUND}+" if self.count > BOUND else str(self.count)


def undelivered_of(actor: Actor) -> Undelivered:
    """Return what was given up in all brands of the actor. Runs inside `reading(actor)`."""
    found: Counter[int] = Counter()
    for counted in (count_failed_deliveries(), count_failed_letters(), count_dead_dispatches()):
        found.update(counted)
    brands = brands_of(actor)
    first = max(brands, key=lambda brand: found[brand.pk], default=None)
    return Undelivered(sum(found[brand.pk] for brand in brands), first.slug if first else "")


@require_safe
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """How much there is, for the rail; without script, the page itself."""
    actor = request.user.actor()
    if not actor.may_arrange:
        raise Forbidden(_("This is for supervisors."), code="not_supervisor")
    with reading(actor):
        undelivered = undelivered_of(actor)
    if not wants_fragment(request):
        return redirect("admin:undelivered", undelivered.slug)
    return render(request, "desk/_undelivered.html", {"undelivered": undelivered})
