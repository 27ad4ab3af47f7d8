from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Device, RateCount

# How long the address of an anonymous browser is of use to whoever blocks one.
NETWORKS_KEPT = timedelta(days=30)


@action
def forget_traces(*, actor: Actor) -> int:
    """Drop counts that have run out, and from where browsers came a month ago."""
    # Limits go by real time, also in a fast drill.
    gone, _ = RateCount.objects.filter(expires_at__lt=datetime.now(UTC)).delete()
    stale = Device.objects.filter(
        brand_id__in=actor.brands, seen_at__lt=now() - NETWORKS_KEPT
    ).exclude(network="")
    return gone + stale.update(network="")
