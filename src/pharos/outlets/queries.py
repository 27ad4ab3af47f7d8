"""Questions about webhooks. All run inside a scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from pharos.cases.models import Conversation, Entry
from pharos.kernel.time import now
from pharos.outlets.models import Attempt, Dispatch, Outlet

State = Dispatch.State
UNDER_WAY = (State.QUEUED, State.SENDING)
PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One outlet with what waits for it."""

    outlet: Outlet
    waiting: int
    dead: int
    oldest: datetime | None


def outlets_of(brand_id: int) -> list[Load]:
    """Return the outlets of a brand, with how much waits for each and how much was given up."""
    there = Outlet.objects.filter(brand_id=brand_id, removed_at=None)
    outlets = there.select_related("brand").order_by("pk")
    # What was taken is most of it, and is not counted.
    left = Dispatch.objects.filter(brand_id=brand_id, state__in=[*UNDER_WAY, State.DEAD])
    waits = Q(state__in=UNDER_WAY)
    counted = (
        left.order_by()
        .values("outlet")
        .annotate(
            waiting=Count("pk", filter=waits),
            dead=Count("pk", filter=Q(state=State.DEAD)),
            oldest=Min("queued_at", filter=waits),
        )
    )
    found = {row["outlet"]: row for row in counted}
    return [_load(each, found.get(each.pk, {})) for each in outlets]


def removed_outlets_of(brand_id: int) -> list[Outlet]:
    """Return the outlets that were removed and whose log can still be read, the latest first."""
    gone = Outlet.objects.filter(brand_id=brand_id, removed_at__isnull=False)
    return list(gone.filter(Exists(Dispatch.objects.filter(outlet=OuterRef("pk")))).order_by("-pk"))


def _load(outlet: Outlet, row: Mapping[str, Any]) -> Load:
    return Load(
        outlet=outlet,
        waiting=row.get("waiting", 0),
        dead=row.get("dead", 0),
        oldest=row.get("oldest"),
    )


def outlets_with_work(brand_ids: Collection[int]) -> list[Outlet]:
    """Return the outlets for which something is due, those left out that are paused now."""
    at = now()
    open_now = Q(paused_until=None) | Q(paused_until__lte=at)
    due = Dispatch.objects.filter(outlet=OuterRef("pk"), state__in=UNDER_WAY, due_at__lte=at)
    found = Outlet.objects.filter(open_now, Exists(due), brand_id__in=brand_ids, is_on=True)
    return list(found.order_by("pk"))


def latest_dispatches(
    outlet: Outlet, *, state: str = "", before: int | None = None, limit: int = PAGE
) -> list[Dispatch]:
    """Return what went to an outlet, the latest first, of one state or of all."""
    found = Dispatch.objects.filter(outlet=outlet).select_related("case")
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[:limit])


def attempts_of(dispatches: Sequence[Dispatch]) -> dict[int, list[Attempt]]:
    """Return the tries of each of these, in order."""
    found: dict[int, list[Attempt]] = {}
    for each in Attempt.objects.filter(dispatch__in=dispatches).order_by("pk"):
        found.setdefault(each.dispatch_id, []).append(each)
    return found


def count_dead_dispatches() -> dict[int, int]:
    """Return how many events of each brand in scope were given up and can be sent again."""
    dead = Dispatch.objects.filter(state=State.DEAD, outlet__removed_at=None).order_by()
    return dict(dead.values_list("brand_id").annotate(Count("pk")))


def dead_dispatches(brand_id: int, *, limit: int = PAGE) -> list[Dispatch]:
    """Return what was given up and can be sent again, the latest first."""
    found = Dispatch.objects.filter(brand_id=brand_id, state=State.DEAD, outlet__removed_at=None)
    return list(found.select_related("case", "outlet").order_by("-pk")[:limit])


def conversation_of(entry: Entry) -> Conversation | None:
    """Return the conversation that an entry stands in, if it does in one."""
    return Conversation.objects.filter(pk=entry.conversation_id or 0).first()
