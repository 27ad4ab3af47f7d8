from __future__ import annotations

from typing import Final

from pharos.brands.access import brand_to_change
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.time import now
from pharos.outlets.access import outlet_to_administer
from pharos.outlets.models import Dispatch, Outlet
from pharos.people.actor import Actor

State = Dispatch.State
GONE: Final = ["removed_at", "is_on", "url", "secret", "former_secret", "paused_until"]


@action
def remove_outlet(*, actor: Actor, slug: str, outlet_id: int) -> int:
    """Remove a webhook of the brand's and return how many events that waited for it have ended.

    From the commit on nothing is left for it and nothing is sent; one that is being sent now may
    still be taken. Its secrets go, its log stays for 30 days. Refused: others than administrators,
    and with NotFound what is not theirs or was removed before. The outlet is locked, then what
    waits for it and nobody sends.
    """
    brand = brand_to_change(actor, slug)
    outlet_to_administer(actor, brand.pk, outlet_id)
    outlet = Outlet.objects.select_for_update(no_key=True).get(pk=outlet_id)
    _take_away(outlet)
    ended = _end_what_waits(outlet)
    record(
        actor,
        "outlet.removed",
        outlet.label,
        brand_id=brand.pk,
        subject_id=outlet.pk,
        change={"waiting": (ended, 0)},
    )
    return ended


def _take_away(outlet: Outlet) -> None:
    outlet.removed_at, outlet.is_on, outlet.paused_until = now(), False, None
    outlet.secret = outlet.former_secret = ""
    if outlet.kind == Outlet.Kind.CHAT:
        # Whoever knows the address of a chat may write there.
        outlet.url = ""
    outlet.save(update_fields=GONE)


def _end_what_waits(outlet: Outlet) -> int:
    """End what nobody holds: whoever sends one now writes down what became of it."""
    waits = Dispatch.objects.filter(outlet=outlet, state__in=(State.QUEUED, State.SENDING))
    free = waits.select_for_update(skip_locked=True).values_list("pk", flat=True)
    return Dispatch.objects.filter(pk__in=list(free)).update(state=State.ENDED, moved_at=now())
