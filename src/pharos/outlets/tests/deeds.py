"""What the tests of webhooks do again and again, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pharos.kernel.scope import brand_scope
from pharos.outlets.actions.keep_outlet import NewOutlet, keep_outlet
from pharos.outlets.events import EVENTS
from pharos.outlets.models import Dispatch, Outlet
from pharos.outlets.rounds import send_next
from pharos.outlets.tests.receiver import Receiver
from pharos.people.actor import Actor
from pharos.testing.world import World


def outlet_to(world: World, receiver: Receiver, **more: Any) -> Outlet:
    known = {
        "kind": Outlet.Kind.EVENTS,
        "label": "Back office",
        "url": f"{receiver.url}/events",
        "events": tuple(EVENTS),
    }
    new = NewOutlet(**{**known, **more})
    outlet = keep_outlet(actor=world.ada.actor(), slug=world.brand.slug, new=new)
    receiver.secret = outlet.secret
    return outlet


def send_all(world: World, outlet: Outlet) -> int:
    """Send what is due, until nothing is."""
    sent = 0
    while send_next(Actor.system(world.brand.pk), outlet.pk):
        sent += 1
    return sent


def dispatches(outlet: Outlet, *states: str) -> list[Dispatch]:
    with brand_scope(outlet.brand_id):
        found = Dispatch.objects.filter(outlet=outlet).order_by("pk")
        return list(found.filter(state__in=states) if states else found)


def fresh(outlet: Outlet) -> Outlet:
    with brand_scope(outlet.brand_id):
        return Outlet.objects.get(pk=outlet.pk)


def next_due(outlet: Outlet) -> datetime:
    """When something can be tried next."""
    paused_until = fresh(outlet).paused_until
    due = min(each.due_at for each in dispatches(outlet, "queued", "sending"))
    return max(due, paused_until) if paused_until else due
