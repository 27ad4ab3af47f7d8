"""Who watches what in this process, and the loops that keep them up to date."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

from pharos.kernel import metrics
from pharos.live.stream import HEARTBEAT, Stream

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
SLICES = 15
SLOW_CHECK_SECONDS = 3.0

# Asks the database what these streams have missed, and pushes it.
Refresh = Callable[[list[Stream]], Awaitable[None]]


class Hub:
    """Streams by topic. A topic that is touched has its streams refreshed, many at once.

    Every `SLOW_CHECK_SECONDS` all of them are refreshed, so a lost wake-up costs that long and
    never a message.
    """

    def __init__(self, refresh: Refresh, *, slow_check: Refresh) -> None:
        self._refresh = refresh
        self._slow_check = slow_check
        self._streams: defaultdict[int, set[Stream]] = defaultdict(set)
        self._touched: set[Stream] = set()
        self._wake = asyncio.Event()
        self._waiting: defaultdict[int, set[asyncio.Event]] = defaultdict(set)

    def __len__(self) -> int:
        return sum(map(len, self._streams.values()))

    def add(self, stream: Stream) -> None:
        """Begin to keep a stream up to date, from what it has missed already."""
        metrics.STREAMS_OPENED.inc()
        self._streams[stream.topic].add(stream)
        self.touch_stream(stream)

    def remove(self, stream: Stream) -> None:
        stream.ended = True
        watching = self._streams[stream.topic]
        watching.discard(stream)
        if not watching:
            del self._streams[stream.topic]

    @contextmanager
    def expecting(self, topic: int) -> Iterator[asyncio.Event]:
        """Give an event that is set when the topic moves. For long-polling: expect, then ask."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            yield event
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

    def touch(self, topics: Iterable[int]) -> None:
        """Say that these topics moved."""
        for topic in topics:
            for event in self._waiting.get(topic, ()):
                event.set()
            if topic in self._streams:
                self._touched |= self._streams[topic]
        if self._touched:
            self._wake.set()

    def watching(self, topic: int) -> list[Stream]:
        """Return the open streams of one topic."""
        return list(self._streams.get(topic, ()))

    def touch_stream(self, stream: Stream) -> None:
        self._touched.add(stream)
        self._wake.set()

    def touch_all(self) -> None:
        """Say that everything may have moved."""
        for watching in self._streams.values():
            self._touched |= watching
        for events in self._waiting.values():
            for event in events:
                event.set()
        self._wake.set()

    async def run(self) -> None:
        """Refresh what is touched until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            touched, self._touched = self._touched, set()
            free = [stream for stream in touched if stream.is_free]
            # A stream that is busy asks for itself when it is free again.
            await self._guarded(self._refresh, free)

    async def check_slowly(self) -> None:
        """Look after lost wake-ups until cancelled."""
        while True:
            await asyncio.sleep(SLOW_CHECK_SECONDS)
            await self._guarded(self._slow_check, self.all())

    async def beat(self) -> None:
        """Keep connections alive and end those whose time is up, a slice at a time."""
        while True:
            streams = self.all()
            size = max(1, -(-len(streams) // SLICES))
            for start in range(0, max(1, len(streams)), size):
                moment = monotonic()
                for stream in streams[start : start + size]:
                    if stream.until < moment:
                        stream.end()
                    else:
                        stream.push(HEARTBEAT, self.touch_stream)
                await asyncio.sleep(HEARTBEAT_SECONDS / SLICES)
            if len(streams) < SLICES:
                await asyncio.sleep(HEARTBEAT_SECONDS * (1 - max(1, len(streams)) / SLICES))

    def end_all(self, brand_ids: frozenset[int] | None = None) -> None:
        """Ask browsers to come again, for instance because somebody's rights have changed."""
        for stream in self.all():
            if brand_ids is None or brand_ids & set(stream.brand_ids):
                stream.end()

    def all(self) -> list[Stream]:
        """Return every open stream."""
        return [stream for watching in self._streams.values() for stream in watching]

    async def _guarded(self, ask: Refresh, streams: list[Stream]) -> None:
        if not streams:
            return
        try:
            await ask(streams)
        except Exception as error:  # noqa: BLE001 - the loop must outlive the database
            log.warning("streams wait for the database: %s", type(error).__name__)
            await asyncio.sleep(0.2)
            self._touched.update(streams)
            self._wake.set()
