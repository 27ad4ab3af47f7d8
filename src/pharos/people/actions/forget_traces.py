from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Device, MailProof, RateCount

# How long the address of an anonymous browser is of use to whoever blocks one.
NETWORKS_KEPT = timedelta(days=30)
# How long it can be told that a code is past, and not that it is unknown.
PROOFS_KEPT = timedelta(days=1)


@action
def forget_traces(*, actor: Actor) -> int:
    """Drop counts and mailed codes that have run out, and from where browsers came a month ago."""
    # Limits go by real time, also in a fast drill.
    gone, _ = RateCount.objects.filter(expires_at__lt=datetime.now(UTC)).delete()
    old = MailProof.objects.filter(brand_id__in=actor.brands, expires_at__lt=now() - PROOFS_KEPT)
    gone += old.delete()[0]
    stale = Device.objects.filter(
        brand_id__in=actor.brands, seen_at__lt=now() - NETWORKS_KEPT
    ).exclude(network="")
    return gone + stale.update(network="")
