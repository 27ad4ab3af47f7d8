"""One process's live part: a pool, a listener, and the doors of every room that has some."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from django.conf import settings

from pharos.channels.widget.doors import WidgetDoors
from pharos.config.live_watch import Counted, beat_on, watch
from pharos.files.links import PATH
from pharos.kernel import metrics
from pharos.live.bus import Ear, Wake, listen
from pharos.live.pool import connection_pool
from pharos.live.signs import Sign
from pharos.web.desk.live import DeskDoor
from pharos.web.files.door import FilesDoor

# How many new objects between collections of the youngest, and then of the older generations.
RARELY = (20_000, 20, 50)


class Live:
    """The ASGI application below `/live/` and `/files/`, with its lifespan."""

    widget: WidgetDoors
    desk: DeskDoor
    ear: Ear

    def __init__(self) -> None:
        self.files = FilesDoor()
        self._tasks: list[asyncio.Task[None]] = []
        self._pool: asyncpg.Pool | None = None
        self.ear = Ear()

    async def start(self) -> None:
        """Open the pool and begin to listen. Waits for the database to be there."""
        self._pool = await connection_pool(settings.DATABASE_URL)
        self.widget = WidgetDoors(self._pool)
        self.desk = DeskDoor(self._pool, settings.SESSION_COOKIE_NAME)
        self._tasks = [*self.widget.start(), *self.desk.start()]
        self._tasks += [
            asyncio.create_task(
                listen(settings.LISTEN_URL, self._heard, seen=self._seen, ear=self.ear)
            ),
            asyncio.create_task(beat_on(self._pool, self.is_listening)),
        ]
        watch(self)
        _keep_collections_short()

    def is_listening(self) -> bool:
        """Whether wake-ups are heard right now."""
        return self.ear.is_open

    @property
    def queued(self) -> int:
        """How many messages wait for their commit."""
        return len(self.widget.writer)

    def pool_figures(self) -> tuple[int, int]:
        """Return how many connections are idle, and how many there are."""
        assert self._pool is not None, "it has started"
        return self._pool.get_idle_size(), self._pool.get_size()

    def farewell(self) -> None:
        """Ask every browser to come again, so that nothing keeps the process alive."""
        self.widget.hub.end_all()
        self.desk.hub.end_all()

    async def stop(self) -> None:
        """End what runs in the background and let go of the database."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._pool is not None:
            self._pool.terminate()

    def _heard(self, wakes: list[Wake] | None) -> None:
        metrics.WAKES.labels("resync" if wakes is None else "moved").inc(len(wakes or [0]))
        self.widget.heard(wakes)
        self.desk.heard(wakes)

    def _seen(self, sign: Sign) -> None:
        self.widget.signs.seen(sign)
        self.desk.seen(sign)

    def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> Awaitable[None]:
        """Return the door to wait at: one frame less for each idle stream."""
        if scope["path"].startswith(PATH):
            return self.files(scope, receive, send)
        door = self.desk if scope["path"] == "/live/desk" else self.widget
        return door(scope, receive, Counted(send, scope))


def _keep_collections_short() -> None:
    """Spare the collector what lives as long as the process: it would stop every stream to look."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


async def lifespan(
    live: Live,
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Answer the server's start and stop."""
    await receive()
    try:
        await live.start()
    except (OSError, asyncpg.PostgresError) as error:
        await send({"type": "lifespan.startup.failed", "message": f"no database: {error!r}"})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await live.stop()
    await send({"type": "lifespan.shutdown.complete"})
