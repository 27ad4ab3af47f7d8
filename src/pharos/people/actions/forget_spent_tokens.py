from __future__ import annotations

from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import SpentToken


@action
def forget_spent_tokens(*, actor: Actor) -> int:
    """Drop what was spent and has expired since; an expired token is refused without it."""
    gone, _ = SpentToken.objects.filter(brand_id__in=actor.brands, expires_at__lt=now()).delete()
    return gone
