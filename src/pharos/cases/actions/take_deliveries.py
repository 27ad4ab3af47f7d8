from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, F, OuterRef

from pharos.cases.listing.deliveries import UNDER_WAY
from pharos.cases.models import Delivery
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

BATCH = 20
# Longer than one sending takes with all its timeouts: then whoever took it is taken to be gone.
LEASE = timedelta(seconds=120)


@action
def take_deliveries(*, actor: Actor, channel: str = "", limit: int = BATCH) -> list[Delivery]:
    """Take what is due and nobody else holds, for two minutes; then it is due again.

    Of each conversation only the oldest is taken, so that what was said first arrives first. With
    a `channel`, only what was said in conversations there.
    """
    at = now()
    earlier = Delivery.objects.filter(
        conversation=OuterRef("conversation"),
        position__lt=OuterRef("position"),
        state__in=UNDER_WAY,
    )
    due = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related(
            "conversation__customer", "conversation__brand", "case__brand", "case__customer"
        )
        .filter(brand_id__in=actor.brands, state__in=UNDER_WAY, due_at__lte=at)
        .exclude(Exists(earlier))
    )
    if channel:
        due = due.filter(conversation__channel=channel)
    taken = list(due.order_by("due_at", "pk")[:limit])
    for delivery in taken:
        delivery.state = Delivery.State.SENDING
        delivery.tries += 1
        delivery.due_at = at + LEASE
        delivery.moved_at = at
    Delivery.objects.bulk_update(taken, ["state", "tries", "due_at", "moved_at"])
    return taken


@action
def let_go_deliveries(*, actor: Actor, taken: Sequence[Delivery]) -> None:
    """Let go of what was taken and not tried: it is due at once, for anybody.

    Repeats safely: what somebody else has taken since, or what has moved on, is left alone.
    """
    for delivery in taken:
        Delivery.objects.filter(
            pk=delivery.pk,
            brand_id__in=actor.brands,
            state=Delivery.State.SENDING,
            tries=delivery.tries,
        ).update(state=Delivery.State.QUEUED, tries=F("tries") - 1, due_at=now())
