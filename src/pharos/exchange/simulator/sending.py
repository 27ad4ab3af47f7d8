"""The simulated exchange's webhooks: what changed is told to one address, in order, until taken."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from pharos.exchange.http.calling import Caller, Trouble
from pharos.exchange.simulator.noticing import Look, differences, look
from pharos.exchange.simulator.shifting import moved
from pharos.exchange.simulator.world import World
from pharos.exchange.webhooks import Event, dump_event, signed_headers
from pharos.kernel.time import now

log = logging.getLogger(__name__)
SECONDS: Final = 5.0
# Seconds before each further attempt; after the last one an event is given up and said so.
AGAIN: Final = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
TAKEN: Final = range(200, 300)
MOST_WAITING: Final = 1_000


class Sender:
    """Compares looks at the world and sends the difference, from a thread of its own."""

    def __init__(
        self,
        url: str,
        secrets: Sequence[bytes],
        *,
        again: Sequence[float] = AGAIN,
        said: Callable[[str], None] | None = None,
    ) -> None:
        """`url` is the whole address. `said` hears about each event that was taken or given up."""
        self._caller = Caller(url)
        self._secrets = tuple(secrets)
        self._again = tuple(again)
        self._said = said or (lambda _: None)
        self._waiting: queue.Queue[Event | None] = queue.Queue(MOST_WAITING)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
        self._last: Look = {}

    def begin(self, world: World) -> None:
        """Remember how the world is; only what changes from now on is told."""
        self._last = look(world)
        self._thread.start()

    def look(self, world: World, ahead: timedelta) -> None:
        """Tell what changed since the last look. Times are told as on the wire."""
        seen = look(world)
        if seen == self._last:
            return
        events = differences(self._last, seen, world.now)
        self._last = seen
        for event in events:
            try:
                self._waiting.put_nowait(moved(event, -ahead))
            except queue.Full:
                log.warning("webhook %s is not sent: too many wait", event.id)

    def end(self) -> None:
        """Give up what has not been taken, soon."""
        self._stopped.set()
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            self._waiting.get_nowait()
            self._waiting.put_nowait(None)
        self._thread.join(SECONDS + 1)

    def _work(self) -> None:
        while (event := self._waiting.get()) is not None:
            if not self._stopped.is_set():
                self._send(event)

    def _send(self, event: Event) -> None:
        body = dump_event(event)
        for pause in (0.0, *self._again):
            if self._stopped.wait(pause):
                return
            try:
                headers = signed_headers(event.id, body, self._secrets, now())
                reply = self._caller.post("", body, headers, SECONDS)
            except Trouble as trouble:
                log.info("webhook %s: %s", event.id, trouble.why)
                continue
            if reply.status in TAKEN:
                self._said(f"told {event.type}")
                return
        log.warning("webhook %s was given up", event.id)
        self._said(f"gave up telling {event.type}")
