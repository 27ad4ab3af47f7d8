"""Lanes: each channel of each brand sends by itself, so that a slow vendor delays nobody else's.

A lane has threads only while it has something to send. Any number of workers may have the same
lane: what one has taken, no other sends.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from threading import Lock, Thread
from time import monotonic
from typing import Final, NamedTuple

from django.db import InterfaceError, OperationalError, connections

from pharos.cases.actions.take_deliveries import BATCH, take_deliveries
from pharos.cases.listing.deliveries import deliveries_due
from pharos.channels.delivering import MAIL, deliver_taken
from pharos.channels.mail.connections import connections_kept
from pharos.kernel.scope import reading
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

# Each thread has a connection to the database.
MOST_THREADS: Final = 8
# A server of mail minds several connections least; elsewhere more would only meet a limit.
WIDTHS: Final = {MAIL: 3}
# Between two looks at everything that is due, only what has become due since is looked at.
ALL_SECONDS: Final = 5.0
JUST_NOW: Final = timedelta(seconds=3)


class Lane(NamedTuple):
    """Where something is to be said: a channel of a brand."""

    brand_id: int
    channel: str


class Lanes:
    """The lanes of one process, and how many threads each has."""

    def __init__(self, *, most: int = MOST_THREADS) -> None:
        self._most = most
        self._threads: Counter[Lane] = Counter()
        self._lock = Lock()
        self._all_due = 0.0

    def deliver_waiting(self, actor: Actor) -> int:
        """Open lanes for what is due, and return how many threads began. A round of the worker."""
        is_all = monotonic() >= self._all_due
        if is_all:
            self._all_due = monotonic() + ALL_SECONDS
        with reading(actor):
            waiting = deliveries_due(actor.brands, within=None if is_all else JUST_NOW)
        return sum(self._widen(Lane(*lane), count) for lane, count in waiting.items())

    def _widen(self, lane: Lane, waiting: int) -> int:
        wanted = min(WIDTHS.get(lane.channel, 1), -(-waiting // BATCH))
        began = 0
        with self._lock:
            while self._threads[lane] < wanted and self._threads.total() < self._most:
                self._threads[lane] += 1
                began += 1
        for _each in range(began):
            Thread(target=self._run, args=[lane], name=f"lane {lane}", daemon=True).start()
        return began

    def _run(self, lane: Lane) -> None:
        """Send until nothing is due in the lane."""
        actor = Actor.system(lane.brand_id)
        try:
            with connections_kept():
                while taken := take_deliveries(actor=actor, channel=lane.channel):
                    deliver_taken(taken)
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is away: %s", str(error).splitlines()[0])
        except Exception:
            log.exception("a lane stopped and begins again", extra={"lane": lane})
        finally:
            connections.close_all()
            with self._lock:
                self._threads[lane] -= 1
