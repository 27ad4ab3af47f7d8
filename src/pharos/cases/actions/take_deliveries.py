from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef

from pharos.cases.models import Delivery
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

BATCH = 20
# Longer than one sending takes with all its timeouts: then whoever took it is taken to be gone.
LEASE = timedelta(seconds=120)
UNDER_WAY = (Delivery.State.QUEUED, Delivery.State.SENDING)


@action
def take_deliveries(*, actor: Actor, limit: int = BATCH) -> list[Delivery]:
    """Take what is due and nobody else holds, for two minutes; then it is due again.

    Of each conversation only the oldest is taken, so that what was said first arrives first.
    """
    at = now()
    earlier = Delivery.objects.filter(
        conversation=OuterRef("conversation"),
        position__lt=OuterRef("position"),
        state__in=UNDER_WAY,
    )
    due = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("conversation__customer", "case__brand", "case__customer")
        .filter(brand_id__in=actor.brands, state__in=UNDER_WAY, due_at__lte=at)
        .exclude(Exists(earlier))
    )
    taken = list(due.order_by("due_at", "pk")[:limit])
    for delivery in taken:
        delivery.state = Delivery.State.SENDING
        delivery.tries += 1
        delivery.due_at = at + LEASE
        delivery.moved_at = at
    Delivery.objects.bulk_update(taken, ["state", "tries", "due_at", "moved_at"])
    return taken
