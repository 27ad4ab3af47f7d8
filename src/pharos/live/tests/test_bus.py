"""The bus: everybody hears of what moved, and after a break that anything may have."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg
import pytest

from pharos.live.bus import CHANNEL, Wake, listen, read_wakes
from pharos.testing.postgres import TestDatabase

Heard = asyncio.Queue[list[Wake] | None]
SECONDS = 10


def test_what_did_not_fit_reads_as_everything() -> None:
    assert read_wakes('[[1,"7KQF-3MDW-X",4,9,2]]') == [Wake(1, "7KQF-3MDW-X", 4, 9, 2)]
    assert read_wakes('"resync"') is None


def listening(url: str, scene: Callable[[Heard], Awaitable[None]]) -> None:
    async def play() -> None:
        heard: Heard = asyncio.Queue()
        ready = asyncio.Event()
        bus = asyncio.create_task(listen(url, heard.put_nowait, ready=ready))
        try:
            await asyncio.wait_for(ready.wait(), SECONDS)
            await scene(heard)
        finally:
            bus.cancel()
            with suppress(asyncio.CancelledError):
                await bus

    asyncio.run(play())


async def next_of(heard: Heard) -> list[Wake] | None:
    return await asyncio.wait_for(heard.get(), SECONDS)


def notify(database: TestDatabase, payload: str) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def test_it_begins_with_anything_and_goes_on_with_what_moves(database: TestDatabase) -> None:
    async def scene(heard: Heard) -> None:
        assert await next_of(heard) is None
        await asyncio.to_thread(notify, database, '[[1,"7KQF-3MDW-X",4,9,2]]')
        assert await next_of(heard) == [Wake(1, "7KQF-3MDW-X", 4, 9, 2)]

    listening(database.url, scene)


def test_a_rolled_back_transaction_is_never_heard(database: TestDatabase) -> None:
    def rolled_back() -> None:
        with psycopg.connect(database.url) as connection:
            connection.execute("SELECT pg_notify(%s, '\"resync\"')", [CHANNEL])
            connection.rollback()

    async def scene(heard: Heard) -> None:
        await asyncio.to_thread(rolled_back)
        await asyncio.to_thread(notify, database, "[]")
        assert [await next_of(heard), await next_of(heard)] == [None, []]

    listening(database.url, scene)


def test_after_its_connection_broke_it_says_that_anything_may_have_moved(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pharos.live.bus.PING_SECONDS", 0.05)

    def cut() -> None:
        with psycopg.connect(database.admin_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                " OR query = 'SELECT 1' AND datname = current_database()"
            )

    async def scene(heard: Heard) -> None:
        await asyncio.to_thread(cut)
        assert [await next_of(heard), await next_of(heard)] == [None, None]
        await asyncio.to_thread(notify, database, "[]")
        assert await next_of(heard) == []

    listening(database.url, scene)
