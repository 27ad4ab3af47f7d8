"""What one live process tells of itself: its beat for people, its figures for machines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any

import asyncpg
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pharos import __version__
from pharos.config.rounds import BEAT_SECONDS, process_name
from pharos.health.models import Beat
from pharos.kernel import logs, metrics

if TYPE_CHECKING:
    from pharos.config.live import Live

log = logging.getLogger(__name__)
requests = logging.getLogger("pharos.request")

Send = Callable[[dict[str, Any]], Awaitable[None]]

METHODS = frozenset({"GET", "POST", "OPTIONS"})
# The doors below /live/ by the word that names them in their paths.
DOORS = frozenset(
    {
        *("sessions", "home", "messages", "stream", "entries", "read", "transcript", "reviews"),
        *("desk", "signs", "typing", "files", "uploads", "rating", "challenge", "seen", "contact"),
    }
)
BROKEN, SLOW_SECONDS = 500, 1.0

BEAT = """
INSERT INTO health_beat (name, kind, version, started_at, beat_at, listening)
VALUES ($1, $2, $3, now(), now(), $4)
ON CONFLICT (name) DO UPDATE SET beat_at = now(), listening = excluded.listening
"""
LOOK_SECONDS = 0.25
GONE = "DELETE FROM health_beat WHERE name = $1"
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


async def beat_on(pool: asyncpg.Pool, is_listening: Callable[[], bool]) -> None:
    """Say every few seconds that this process carries live updates, until cancelled.

    And at once when it begins to hear wake-ups or does no longer: a desk that has just started is
    not said to be deaf.
    """
    name, told, due = process_name(Beat.Kind.LIVE), None, 0.0
    try:
        while True:
            hears = is_listening()
            if hears != told or monotonic() >= due:
                told, due = hears, monotonic() + BEAT_SECONDS
                try:
                    await pool.execute(BEAT, name, Beat.Kind.LIVE.value, __version__, hears)
                except AWAY as error:
                    log.debug("no beat: %r", error)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        try:
            async with asyncio.timeout(1):
                await pool.execute(GONE, name)
        except AWAY:
            log.debug("nobody is told that this process ends")


class FromLive(Collector):
    """Open streams, messages that wait for their commit, and the pool, as they are now."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def collect(self) -> Iterable[Metric]:
        streams = GaugeMetricFamily("pharos_streams", "Open streams.", labels=["hub"])
        streams.add_metric(["widget"], len(self._live.widget.hub))
        streams.add_metric(["desk"], len(self._live.desk.hub))
        queued = GaugeMetricFamily(
            "pharos_messages_queued", "Messages that wait for their commit.", self._live.queued
        )
        heard = GaugeMetricFamily(
            "pharos_listening", "Whether wake-ups are heard.", float(self._live.is_listening())
        )
        pool = GaugeMetricFamily("pharos_pool", "Connections of the hot doors.", labels=["state"])
        idle, size = self._live.pool_figures()
        pool.add_metric(["idle"], idle)
        pool.add_metric(["busy"], size - idle)
        return [streams, queued, heard, pool]


class Counted:
    """The way an answer is sent, which notes how it begins.

    An object of slots and not a coroutine around the door: an idle stream keeps it for minutes.
    """

    __slots__ = ("_began", "_method", "_route", "_send")

    def __init__(self, send: Send, scope: dict[str, Any]) -> None:
        self._send = send
        self._route = live_route(scope["path"])
        self._method = scope["method"] if scope["method"] in METHODS else "other"
        self._began = perf_counter()

    def __call__(self, message: dict[str, Any]) -> Awaitable[None]:
        """Send on; a stream insists that what comes back is a coroutine."""
        if message["type"] == "http.response.start":
            self._note(message)
        return self._send(message)

    def _note(self, message: dict[str, Any]) -> None:
        seconds, status = perf_counter() - self._began, message["status"]
        metrics.REQUESTS.labels(self._route, self._method, str(status)).observe(seconds)
        level = logging.ERROR if status == BROKEN else logging.DEBUG
        level = logging.WARNING if seconds > SLOW_SECONDS and level == logging.DEBUG else level
        if not requests.isEnabledFor(level):
            return
        name = logs.request_id()
        message["headers"] = [*message["headers"], (b"x-request-id", name.encode())]
        told = {
            "request": name,
            "method": self._method,
            "route": self._route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        requests.log(level, "request", extra={"told": told})


def live_route(path: str) -> str:
    """Name the door that a path leads to: one of few names, whatever a stranger asks for."""
    match path.strip("/").split("/"):
        case ["live", "conversations", _, what, *_] | ["live", "brands", _, what, *_]:
            name = what
        case ["live", what, *_]:
            name = what
        case _:
            name = ""
    return f"live:{name}" if name in DOORS else "live:other"


def watch(live: Live) -> None:
    """Show this process's figures at `/metrics`."""
    REGISTRY.register(FromLive(live))
