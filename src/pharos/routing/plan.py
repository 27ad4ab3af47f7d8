"""Who gets what, as plain arithmetic: the next case, to the least loaded who may have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that nobody has, and since when it counts as waiting (`cases/priority.py`)."""

    case_id: int
    queue_id: int
    since: datetime
    not_to: frozenset[int] = frozenset()


@dataclass(slots=True, kw_only=True)
class Seat:
    """An agent who is there: what they have, what they bear, and which queues they serve."""

    staff_id: int
    capacity: int
    queues: frozenset[int]
    load: int = 0
    given_at: datetime | None = None
    of_queue: Counter[int] = field(default_factory=Counter)

    def may_take(self, case: Waiting, most_each: Mapping[int, int]) -> bool:
        most = most_each.get(case.queue_id)
        return (
            case.queue_id in self.queues
            and self.staff_id not in case.not_to
            and self.load < self.capacity
            and (most is None or self.of_queue[case.queue_id] < most)
        )

    @property
    def rank(self) -> tuple[float, datetime, int]:
        """Who is next: the least loaded, then who has waited longest for something."""
        return (self.load / self.capacity, self.given_at or LONG_AGO, self.staff_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """One assignment to be made, with the load that it leads to."""

    case: Waiting
    staff_id: int
    load: int
    capacity: int


def planned(
    waiting: Iterable[Waiting], seats: list[Seat], most_each: Mapping[int, int], at: datetime
) -> list[Gift]:
    """Return the assignments, and count them in `seats`.

    No case is passed over for a younger one of its queue unless nobody may take it, and nobody is
    left idle while somebody waits whom they may take.
    """
    gifts = []
    for case in sorted(waiting, key=lambda each: (each.since, each.case_id)):
        able = [seat for seat in seats if seat.may_take(case, most_each)]
        if not able:
            continue
        seat = min(able, key=lambda each: each.rank)
        seat.load += 1
        seat.of_queue[case.queue_id] += 1
        seat.given_at = at
        gifts.append(
            Gift(case=case, staff_id=seat.staff_id, load=seat.load, capacity=seat.capacity)
        )
    return gifts
