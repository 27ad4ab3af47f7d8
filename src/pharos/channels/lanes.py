"""Each channel of each brand sends by itself, so that a slow vendor delays nobody else's.

Any number of workers may have the same lane: what one has taken, no other sends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from time import monotonic
from typing import Final, NamedTuple

from pharos.cases.actions.take_deliveries import BATCH, take_deliveries
from pharos.cases.listing.deliveries import deliveries_due
from pharos.channels.delivering import MAIL, deliver_taken
from pharos.channels.mail.connections import connections_kept
from pharos.kernel.lanes import Lanes
from pharos.kernel.scope import reading
from pharos.people.actor import Actor

IN_ALL: Final = 8
# A server of mail minds several connections least; elsewhere more would only meet a limit.
WIDTHS: Final = {MAIL: 3}
# Between two looks at everything that is due, only what has become due since is looked at.
ALL_SECONDS: Final = 5.0
JUST_NOW: Final = timedelta(seconds=3)


class Lane(NamedTuple):
    """Where something is to be said: a channel of a brand."""

    brand_id: int
    channel: str


class ChannelLanes:
    """The lanes of one process. `deliver_waiting` is a round of the worker."""

    def __init__(self, *, in_all: int = IN_ALL) -> None:
        self._lanes = Lanes(_deliver_all, in_all=in_all)
        self._in_all = in_all
        self._all_due = 0.0
        # Those for which there was no thread yet.
        self._waiting: dict[Lane, int] = {}

    def deliver_waiting(self, actor: Actor) -> int:
        """Open lanes for what is due, and return how many threads began."""
        is_all = monotonic() >= self._all_due
        if is_all:
            self._all_due = monotonic() + ALL_SECONDS
        with reading(actor):
            due = deliveries_due(actor.brands, within=None if is_all else JUST_NOW)
        waiting = self._waiting | {Lane(*lane): count for lane, count in due.items()}
        began = self._open(waiting)
        is_full = self._lanes.at_work() >= self._in_all
        self._waiting = {lane: n for lane, n in waiting.items() if lane not in began and is_full}
        return began.total()

    def _open(self, waiting: Mapping[Lane, int]) -> Counter[Lane]:
        """Begin threads: everybody's first before anybody's second."""
        began: Counter[Lane] = Counter()
        for most in range(1, max(WIDTHS.values()) + 1):
            for lane, count in waiting.items():
                wanted = min(WIDTHS.get(lane.channel, 1), -(-count // BATCH))
                if most <= wanted and self._lanes.open(lane, most):
                    began[lane] += 1
        return began


def _deliver_all(lane: Lane) -> None:
    actor = Actor.system(lane.brand_id)
    with connections_kept():
        while taken := take_deliveries(actor=actor, channel=lane.channel):
            deliver_taken(taken)
