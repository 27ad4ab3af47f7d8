"""The bus: who moved. PostgreSQL's NOTIFY carries it; the ledger's door sends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import NamedTuple

import asyncpg
import orjson

from pharos.live import signs
from pharos.live.signs import Sign, read_sign

log = logging.getLogger(__name__)

CHANNEL = "pharos_live"
RECONNECT_SECONDS = 0.25
PING_SECONDS = 5.0


class Wake(NamedTuple):
    """One thing moved: a case up to `seq`, and a conversation (0: none) up to `position`."""

    brand_id: int
    number: str
    seq: int
    conversation_id: int
    position: int


def read_wakes(payload: str) -> list[Wake] | None:
    """Return what moved, or None if it did not fit: everything may have moved."""
    moved = orjson.loads(payload)
    return None if moved == "resync" else [Wake(*wake) for wake in moved]


def _nobody(_sign: Sign) -> None:
    """Where nobody looks for signs."""


class Ear:
    """Whether this process hears wake-ups right now."""

    is_open = False


async def listen(
    url: str,
    heard: Callable[[list[Wake] | None], None],
    *,
    seen: Callable[[Sign], None] = _nobody,
    ready: asyncio.Event | None = None,
    ear: Ear | None = None,
) -> None:
    """Hand over what moves until cancelled. After a break it says "everything may have moved".

    `seen` is given each sign; those that fall into a break are lost. One connection for the whole
    process, of its own: not behind a transaction pool.
    """
    while True:
        try:
            await _listen_once(url, heard, seen, ready, ear or Ear())
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            log.warning("not listening: %r", error)
        await asyncio.sleep(RECONNECT_SECONDS)


async def _listen_once(
    url: str,
    heard: Callable[[list[Wake] | None], None],
    seen: Callable[[Sign], None],
    ready: asyncio.Event | None,
    ear: Ear,
) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        await connection.add_listener(CHANNEL, lambda *note: heard(read_wakes(str(note[3]))))
        await connection.add_listener(signs.CHANNEL, lambda *note: seen(read_sign(str(note[3]))))
        ear.is_open = True
        heard(None)
        if ready is not None:
            ready.set()
        while True:
            await asyncio.sleep(PING_SECONDS)
            await connection.fetchval("SELECT 1", timeout=5)
    finally:
        ear.is_open = False
        connection.terminate()
