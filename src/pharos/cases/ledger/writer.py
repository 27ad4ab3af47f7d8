"""The group-commit writer: many customers' messages, one transaction.

There is no timer. A flusher takes its share of whatever has queued while the last commit ran, so
a quiet desk commits each message at once and a busy one commits many together. Messages of one
thread are never under way in two transactions at once, so they are written in the order in which
they came.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import asyncpg
import orjson

from pharos.kernel import metrics

log = logging.getLogger(__name__)

MOST = 64
# Below this many, sharing them between flushers costs more commits than it saves time.
WORTH_SHARING = 16
LOOK_AHEAD = 1_000
LONGEST_QUEUE = 20_000
# How long a message may wait for a case that somebody else holds.
PATIENCE_SECONDS = 10.0
BUSY_PAUSE_SECONDS = 0.003

# The database went away in the middle: whether it committed is not known, so the sender is told
# to send again, and the token makes that safe.
GONE = (
    asyncpg.InterfaceError,
    # What the driver says if the connection breaks between preparing and running.
    asyncpg.InternalClientError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    OSError,
    TimeoutError,
)


class NotWritten(Exception):
    """It was not written, or it is not known whether: sending again is safe."""


@dataclass(slots=True)
class _Waiting:
    token: str
    thread: str
    row: dict[str, Any]
    answer: asyncio.Future[asyncpg.Record | None]
    since: float = field(default_factory=monotonic)


class GroupCommitWriter:
    """Calls one SQL function with whatever has queued, and hands each sender its own answer.

    `statement` takes a JSON array as $1 (and `arguments` after it) and returns rows with `token`
    and `status`. A row that fails does not fail the others: the batch is tried again one by one.
    Rows with the same `external_id` are one thread and keep their order.
    """

    def __init__(self, pool: asyncpg.Pool, statement: str, *arguments: str) -> None:
        self.pool = pool
        self.statement = statement
        self.arguments = arguments
        self._queue: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._flushers = 0
        self._under_way: set[str] = set()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._queue)

    async def write(self, row: dict[str, Any]) -> asyncpg.Record | None:
        """Return the database's answer once it is committed; None if the row matched nothing.

        Raises NotWritten if the queue is full, the case stays held, or the database went away.
        """
        if len(self._queue) >= LONGEST_QUEUE:
            raise NotWritten("the queue is full")
        token = row["client_token"]
        answer = asyncio.get_running_loop().create_future()
        waiting = _Waiting(token, row.get("external_id", token), row, answer)
        self._queue.append(waiting)
        self._wake.set()
        return await waiting.answer

    async def run(self) -> None:
        """Flush until cancelled. Several may run; each case is held by one at a time."""
        self._flushers += 1
        try:
            while True:
                await self._wake.wait()
                batch = self._take()
                if not batch or not self._queue:
                    self._wake.clear()
                if batch:
                    await self._flush(batch)
                    self._release(batch)
        finally:
            self._flushers -= 1

    def _take(self) -> list[_Waiting]:
        """Take a share of what has queued, leaving out threads that another flusher writes.

        Tokens in one batch differ: answers are told apart by token.
        """
        share = max(WORTH_SHARING, -(-len(self._queue) // max(1, self._flushers)))
        batch: dict[str, _Waiting] = {}
        later: list[_Waiting] = []
        passed_over: set[str] = set()
        while self._queue and len(batch) < min(share, MOST) and len(later) < LOOK_AHEAD:
            waiting = self._queue.popleft()
            if waiting.answer.done():
                continue
            blocked = waiting.thread in self._under_way or waiting.thread in passed_over
            if blocked or waiting.token in batch:
                passed_over.add(waiting.thread)
                later.append(waiting)
            else:
                batch[waiting.token] = waiting
        self._queue.extendleft(reversed(later))
        taken = list(batch.values())
        self._under_way.update(waiting.thread for waiting in taken)
        return taken

    def _release(self, batch: Sequence[_Waiting]) -> None:
        """Let the next of these threads through, but not past one that waits for its case."""
        self._under_way.difference_update(w.thread for w in batch if w.answer.done())
        if self._queue:
            self._wake.set()

    async def _flush(self, batch: list[_Waiting]) -> None:
        try:
            answers = await self._call(batch)
        except GONE as error:
            log.warning("the database went away under %d messages: %r", len(batch), error)
            _fail(batch, NotWritten("the database went away"))
            await asyncio.sleep(0.05)
            return
        except asyncpg.PostgresError as error:
            await self._flush_singly(batch, error)
            return
        except Exception:
            # Nobody starts a flusher again, and without one every message would wait for ever.
            log.exception("a batch of %d messages failed", len(batch))
            _fail(batch, NotWritten("it is not known why"))
            return
        self._answer(batch, answers)

    async def _flush_singly(self, batch: list[_Waiting], error: asyncpg.PostgresError) -> None:
        if len(batch) == 1:
            log.error("a message was refused by the database: %s", error.sqlstate)
            _fail(batch, error)
            return
        for waiting in batch:
            await self._flush([waiting])

    async def _call(self, batch: Sequence[_Waiting]) -> list[asyncpg.Record]:
        rows = orjson.dumps([waiting.row for waiting in batch]).decode()
        async with self.pool.acquire() as connection:
            found: list[asyncpg.Record] = await connection.fetch(
                self.statement, rows, *self.arguments
            )
        return found

    def _answer(self, batch: Sequence[_Waiting], answers: Sequence[asyncpg.Record]) -> None:
        by_token = {answer["token"]: answer for answer in answers}
        metrics.BATCHES.inc()
        for given in answers:
            metrics.MESSAGES.labels(given["status"]).inc()
        busy = []
        for waiting in batch:
            answer = by_token.get(waiting.token)
            if answer is not None and answer["status"] == "busy":
                busy.append(waiting)
            elif not waiting.answer.done():
                waiting.answer.set_result(answer)
        if busy:
            self._wait_for_heads(busy)

    def _wait_for_heads(self, busy: list[_Waiting]) -> None:
        """Somebody holds these cases: they come again with the next batch, the others go on."""
        late = [w for w in busy if monotonic() - w.since > PATIENCE_SECONDS]
        _fail(late, NotWritten("the case is held"))
        patient = [w for w in busy if not w.answer.done()]
        if patient:
            asyncio.get_running_loop().call_later(BUSY_PAUSE_SECONDS, self._again, patient)

    def _again(self, patient: list[_Waiting]) -> None:
        self._under_way.difference_update(waiting.thread for waiting in patient)
        self._queue.extendleft(reversed(patient))
        self._wake.set()


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)
