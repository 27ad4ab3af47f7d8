"""Starting and stopping clocks, inside the transaction that gives the reason."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from django.db import connection
from django.db.models import F

from pharos.brands.profile import Profile
from pharos.clocks.calendars import NeverOpen
from pharos.clocks.models import Clock
from pharos.clocks.policies import due_at


def start_clock(*, brand_id: int, case_id: int, kind: str, at: datetime, nr: int = 0) -> None:
    """Start a clock unless one of this kind (and this `nr`) runs for the case already."""
    assert connection.in_atomic_block, "a clock starts with its reason, in one transaction"
    Clock.objects.bulk_create(
        [Clock(brand_id=brand_id, case_id=case_id, kind=kind, nr=nr, started_at=at)],
        ignore_conflicts=True,
    )


def stop_clocks(
    *, case_id: int, kinds: tuple[str, ...] | None, at: datetime, nr: int | None = None
) -> int:
    """Stop the case's running clocks of these kinds (None: of every kind). Returns how many.

    `nr` names one of several of a kind.
    """
    assert connection.in_atomic_block, "a clock stops with its reason, in one transaction"
    running = Clock.objects.filter(case_id=case_id, stopped_at=None)
    if kinds is not None:
        running = running.filter(kind__in=kinds)
    if nr is not None:
        running = running.filter(nr=nr)
    return running.update(stopped_at=at)


def is_running(case_id: int, kinds: tuple[str, ...]) -> bool:
    """Tell whether a clock of these kinds runs for the case."""
    return Clock.objects.filter(case_id=case_id, kind__in=kinds, stopped_at=None).exists()


def take_up_clocks(*, case_id: int, kinds: tuple[str, ...], stopped_at: datetime) -> int:
    """Let clocks that were stopped at this instant run on, due when they were. Returns how many.

    One of a kind that runs again by now stays stopped.
    """
    assert connection.in_atomic_block, "a clock runs on with its reason, in one transaction"
    clocks = Clock.objects.filter(case_id=case_id, kind__in=kinds)
    running = set(clocks.filter(stopped_at=None).values_list("kind", "nr"))
    stopped = [
        clock.pk
        for clock in clocks.filter(stopped_at=stopped_at)
        if (clock.kind, clock.nr) not in running
    ]
    return Clock.objects.filter(pk__in=stopped).update(stopped_at=None)


def hasten(*, case_id: int, kinds: tuple[str, ...], due_at: datetime) -> tuple[int, str] | None:
    """Let the case's next promise be due by then, unless one is due earlier.

    Returns the clock that was moved and when it was due before (empty: never), for `put_off`.
    """
    running = Clock.objects.filter(case_id=case_id, kind__in=kinds, stopped_at=None)
    next_one = running.order_by(F("due_at").asc(nulls_last=True), "pk").first()
    if next_one is None or (next_one.due_at is not None and next_one.due_at <= due_at):
        return None
    before = next_one.due_at.isoformat() if next_one.due_at else ""
    Clock.objects.filter(pk=next_one.pk).update(due_at=due_at)
    return next_one.pk, before


def put_off(*, clock_id: int, due_at: str) -> None:
    """Take back what `hasten` did, if the clock still runs and nobody has missed it."""
    clocks = Clock.objects.filter(pk=clock_id, stopped_at=None, breached_at=None)
    clocks.update(due_at=datetime.fromisoformat(due_at) if due_at else None)


def promise_due_times(
    *,
    case_ids: list[int],
    profiles: Mapping[int, Profile],
    channels: Mapping[int, str] | None = None,
) -> int:
    """Give running clocks of these cases that have no due time theirs. Returns how many.

    `channels` says on which channel each case is, for those that publish a time of their own.
    A brand whose people are never there promises nothing: its clocks run without a due time.
    """
    unpromised = Clock.objects.filter(case_id__in=case_ids, stopped_at=None, due_at=None)
    promised = []
    for clock in unpromised:
        profile = profiles.get(clock.brand_id)
        if profile is None:
            continue
        with suppress(NeverOpen):
            channel = (channels or {}).get(clock.case_id, "")
            clock.due_at = due_at(profile, clock.kind, clock.started_at, channel)
            promised.append(clock)
    return Clock.objects.bulk_update(promised, ["due_at"]) if promised else 0


def breach_due(*, case_ids: list[int], at: datetime) -> list[Clock]:
    """Mark the late clocks of these cases as breached; return them, each once and never again.

    The caller holds the heads of the cases, so nobody stops these clocks meanwhile.
    """
    assert connection.in_atomic_block, "a breach belongs to the transaction that tells of it"
    running = Clock.objects.filter(
        case_id__in=case_ids, due_at__lte=at, stopped_at=None, breached_at=None
    )
    late = list(running.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "pk"))
    for clock in late:
        clock.breached_at = at
    Clock.objects.bulk_update(late, ["breached_at"])
    return late
