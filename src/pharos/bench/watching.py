"""Watchers: open streams that do nothing but count what is delivered to them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast

from pharos.bench.load import BODY
from pharos.config.machine.errors import MachineError

OPEN_AT_ONCE = 50
OPEN_SECONDS = 60.0


@dataclass(slots=True)
class Counter:
    """How many deliveries there were, and when the last came."""

    delivered: int = 0
    last_at: float = 0.0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a watcher says first, what tells that it is in, and what it then answers."""

    request: bytes
    until: bytes
    reply: bytes = b""
    then: bytes = b""


@dataclass(slots=True)
class Watcher(asyncio.Protocol):
    greeting: Greeting
    counter: Counter
    ready: asyncio.Future[None]
    rest: bytes = b""
    greeted: bool = False
    transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.greeting.request)

    def data_received(self, data: bytes) -> None:
        data = self.rest + data
        if not self.ready.done():
            self._greet(data)
            return
        found = data.count(BODY)
        if found:
            self.counter.delivered += found
            self.counter.last_at = time.perf_counter()
        # A delivery may be cut in two anywhere.
        self.rest = data[max(data.rfind(BODY) + len(BODY), len(data) - len(BODY) + 1) :]

    def _greet(self, data: bytes) -> None:
        self.rest = data
        wanted = self.greeting.then if self.greeted else self.greeting.until
        if wanted not in data:
            return
        self.rest = b""
        if self.greeting.reply and not self.greeted:
            self.greeted = True
            assert self.transport is not None, "data came over it"
            self.transport.write(self.greeting.reply)
        else:
            self.ready.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.counter.closed += 1
        if not self.ready.done():
            self.ready.set_exception(
                MachineError("bench_stream", f"a stream was refused: {self.rest[:300]!r}")
            )


@dataclass(slots=True)
class Audience:
    """Open streams of one server."""

    port: int
    counter: Counter = field(default_factory=Counter)
    watchers: list[Watcher] = field(default_factory=list)

    async def open(self, greetings: list[Greeting]) -> None:
        """Open a stream for each greeting and wait until all are in."""
        for start in range(0, len(greetings), OPEN_AT_ONCE):
            made = [await self._open(g) for g in greetings[start : start + OPEN_AT_ONCE]]
            await asyncio.wait_for(asyncio.gather(*(w.ready for w in made)), OPEN_SECONDS)
            self.watchers += made

    async def _open(self, greeting: Greeting) -> Watcher:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()
        _, watcher = await loop.create_connection(
            lambda: Watcher(greeting, self.counter, ready), "127.0.0.1", self.port
        )
        return watcher

    async def close(self) -> None:
        """Go away all at once."""
        for watcher in self.watchers:
            if watcher.transport is not None:
                watcher.transport.abort()
        self.watchers.clear()
        await asyncio.sleep(0.5)


def sse(path: str, port: int, token: str = "") -> Greeting:
    """Open a stream of server-sent events; the first heartbeat tells that it is open."""
    head = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept: text/event-stream\r\n"
    if token:
        head += f"authorization: Bearer {token}\r\n"
    return Greeting(f"{head}\r\n".encode(), b"\n: " if token else b"\r\n\r\n")


def websocket(path: str, port: int, *, until: bytes, then: bytes = b"") -> Greeting:
    """Open a websocket; with `then`, join Engine.IO's default namespace as well."""
    head = (
        f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nupgrade: websocket\r\n"
        "connection: Upgrade\r\nsec-websocket-version: 13\r\n"
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    # A client's frame is masked; a mask of zeros leaves the text as it is.
    reply = b"\x81\x82\0\0\0\x0040" if then else b""
    return Greeting(head.encode(), until, reply, then)
