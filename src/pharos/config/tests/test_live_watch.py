"""What a live process tells of itself."""

from __future__ import annotations

import asyncio
import os

import asyncpg

from pharos.config.live_watch import beat_on
from pharos.config.rounds import BEAT_SECONDS
from pharos.testing.postgres import TestDatabase

SAID = "SELECT listening FROM health_beat WHERE name LIKE $1"


def test_a_process_says_at_once_that_it_hears_wake_ups_and_that_it_does_no_longer(
    database: TestDatabase,
) -> None:
    hears = [False]

    async def play() -> list[bool | None]:
        said = []
        async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
            beats = asyncio.create_task(beat_on(pool, lambda: hears[-1]))
            for now in (False, True, False):
                hears.append(now)
                async with asyncio.timeout(BEAT_SECONDS / 2):
                    while await said_by(pool) is not now:  # noqa: ASYNC110 - as people look
                        await asyncio.sleep(0.05)
                said.append(await said_by(pool))
            beats.cancel()
            await asyncio.gather(beats, return_exceptions=True)
            said.append(await said_by(pool))
        return said

    assert asyncio.run(play()) == [False, True, False, None]


async def said_by(pool: asyncpg.Pool) -> bool | None:
    said: bool | None = await pool.fetchval(SAID, f"%:{os.getpid()}:%")
    return said
