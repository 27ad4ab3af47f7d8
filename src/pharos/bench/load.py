"""The load: keep-alive HTTP clients with as little Python as possible between the bytes.

Requests are made beforehand as far as they can be, no pipelining: each client waits for its
answer. The generator shares the machine with what it measures, so its cost counts too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast
from uuid import uuid4

from pharos.bench.seeding import Talk
from pharos.config.machine.errors import MachineError

BODY = b"Where is my deposit? It has been two hours."
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "


@dataclass(slots=True)
class Tally:
    """What was answered in one run, and how long each took."""

    answered: int = 0
    seconds: list[float] = field(default_factory=list)
    refused: bytes = b""


def message_maker(talk: Talk, port: int) -> Callable[[], bytes]:
    """Return what makes one message after another of a conversation, each with its own token."""
    head = (
        f"POST /live/conversations/{talk.thread}/messages HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
        f"authorization: Bearer {talk.token}\r\ncontent-type: application/json\r\n"
    ).encode()
    before, after = b'{"client_token":"', b'","text":"' + BODY + b'"}'
    length = len(before) + 36 + len(after)
    start = head + b"content-length: %d\r\n\r\n" % length + before

    def message() -> bytes:
        return start + str(uuid4()).encode() + after

    return message


class Caller(asyncio.Protocol):
    """One connection: send, wait for the whole answer, tell `answered`."""

    def __init__(self, tally: Tally, answered: Callable[[Caller], None]) -> None:
        self.tally = tally
        self.answered = answered
        self.buffer = b""
        self.sent_at = 0.0
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)

    def send(self, request: bytes, at: float | None = None) -> None:
        """Send a request; its time counts from `at`, when it was due."""
        assert self.transport is not None, "connected"
        self.sent_at = time.perf_counter() if at is None else at
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(HEAD_END)
        if end < 0:
            return
        place = self.buffer.lower().find(LENGTH, 0, end) + len(LENGTH)
        length = int(self.buffer[place : self.buffer.index(b"\r", place)])
        if len(self.buffer) < end + len(HEAD_END) + length:
            return
        if not self.buffer.startswith(b"HTTP/1.1 20"):
            self.tally.refused = self.buffer
        self.buffer = b""
        self.tally.answered += 1
        self.tally.seconds.append(time.perf_counter() - self.sent_at)
        self.answered(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None


async def connected(
    port: int, tally: Tally, answered: Callable[[Caller], None], count: int
) -> list[Caller]:
    """Open connections to our own machine."""
    loop = asyncio.get_running_loop()
    callers = []
    for _ in range(count):
        _, caller = await loop.create_connection(lambda: Caller(tally, answered), "127.0.0.1", port)
        callers.append(caller)
    return callers


async def hurried(
    makers: list[Callable[[], bytes]], port: int, *, clients: int, seconds: float
) -> float:
    """Closed loop: every client sends as soon as it has its answer. Returns answers a second."""
    tally = Tally()
    until = time.perf_counter() + seconds
    open_callers = clients
    done = asyncio.Event()
    turns: dict[int, int] = {}

    def again(caller: Caller) -> None:
        nonlocal open_callers
        if time.perf_counter() > until:
            open_callers -= 1
            if not open_callers:
                done.set()
            return
        turn = turns[id(caller)]
        turns[id(caller)] = turn + clients if turn + clients < len(makers) else turn % clients
        caller.send(makers[turn]())

    callers = await connected(port, tally, again, clients)
    for n, caller in enumerate(callers):
        turns[id(caller)] = n
    began = time.perf_counter()
    for caller in callers:
        again(caller)
    await asyncio.wait_for(done.wait(), seconds + 30)
    rate = tally.answered / (time.perf_counter() - began)
    _finish(callers, tally)
    return rate


async def paced(
    makers: list[Callable[[], bytes]], port: int, *, rate: float, seconds: float
) -> list[float]:
    """Open loop: requests are due at their time whether or not earlier ones were answered.

    Returns the seconds from when each was due. No free connection: it waits, and that counts.
    """
    tally = Tally()
    free: list[Caller] = []
    waiting: list[tuple[bytes, float]] = []

    done, count = asyncio.Event(), int(rate * seconds)

    def answered(caller: Caller) -> None:
        if tally.answered == count:
            done.set()
        if waiting:
            caller.send(*waiting.pop(0))
        else:
            free.append(caller)

    callers = await connected(port, tally, answered, 128)
    free.extend(callers)
    began = time.perf_counter()
    for n in range(count):
        due = began + n / rate
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        request = makers[n % len(makers)]()
        if free:
            free.pop().send(request, due)
        else:
            waiting.append((request, due))
    await asyncio.wait_for(done.wait(), 30)
    _finish(callers, tally)
    return tally.seconds


def _finish(callers: list[Caller], tally: Tally) -> None:
    for caller in callers:
        if caller.transport is not None:
            caller.transport.abort()
    if tally.refused:
        raise MachineError("bench_refused", f"a request was refused: {tally.refused[:500]!r}")
