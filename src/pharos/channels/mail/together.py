"""Mails that begin a case each: what waits at the same time is committed in one transaction."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import asyncpg
import orjson
from django.conf import settings

from pharos.cases.ledger.writer import GroupCommitWriter, NotWritten
from pharos.live.pool import connection_pool
from pharos.reception.beginning import OPEN, Beginning, Begun

log = logging.getLogger(__name__)

# It is not in, or nobody knows: it is taken in by itself.
ALONE = (NotWritten, OSError, TypeError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Together:
    """Hands beginnings to the group-commit writer of this process's loop.

    It connects when there is something to write, and again after it could not.
    """

    def __init__(self) -> None:
        self._writer: asyncio.Future[GroupCommitWriter] | None = None
        self._task: asyncio.Task[None] | None = None
        self._under_way = 0
        self._is_quiet = asyncio.Event()

    async def begin(self, beginning: Beginning, team_id: int) -> Begun | None:
        """Return what became of it, once that is committed.

        None if it is not known whether it was written, as after a lost connection: whoever takes it
        in by another way finds it if it was.
        """
        self._under_way += 1
        try:
            row = beginning.row(team_id)
            orjson.dumps(row)  # what cannot be written down would hold up the others
            writer = await self._ready()
            answer = await writer.write(row)
        except ALONE as error:
            log.warning("a mail goes by itself: %r", error)
            return None
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._is_quiet.set()
        return None if answer is None else Begun(answer["status"], answer["number"] or "")

    async def end(self) -> None:
        """Wait for what is under way, and let go of the database."""
        while self._under_way:
            self._is_quiet.clear()
            await self._is_quiet.wait()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _ready(self) -> GroupCommitWriter:
        if self._writer is None or self._task is None or self._task.done():
            self._writer = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._write(self._writer))
        return await asyncio.shield(self._writer)

    async def _write(self, ready: asyncio.Future[GroupCommitWriter]) -> None:
        """Connect, say so, and write until told to end."""
        pool = None
        try:
            pool = connection_pool(settings.DATABASE_URL)
            await pool
            writer = GroupCommitWriter(pool, OPEN)
            ready.set_result(writer)
            await writer.run()
        except ALONE as error:
            ready.set_exception(error)
        finally:
            if pool is not None:
                pool.terminate()
