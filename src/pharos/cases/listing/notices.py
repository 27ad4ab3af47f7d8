"""What concerns one person. Inside a scope."""

# lint: allow objects (questions for lists, apart for their size)
from __future__ import annotations

from pharos.cases.models import Notification
from pharos.people.actor import Actor

SHOWN = 50
BOUND = 100


def latest_notices(actor: Actor, *, limit: int = SHOWN) -> list[Notification]:
    """Return what concerns this person, latest first, with its case."""
    mine = Notification.objects.filter(staff=actor.id or 0, brand_id__in=actor.brands)
    return list(mine.select_related("case").order_by("-created_at", "-pk")[:limit])


def unread_notices(actor: Actor) -> int:
    """Return how many of them are unread, counted up to a bound."""
    mine = Notification.objects.filter(staff=actor.id or 0, brand_id__in=actor.brands, read_at=None)
    return len(mine.values_list("pk")[:BOUND])
