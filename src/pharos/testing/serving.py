"""Servers of asyncio for tests: each in a thread of its own, with nothing left open at its end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from queue import Queue

SECONDS = 10
# Starts a server; who connects to it is added to the list.
Start = Callable[[list[asyncio.BaseTransport]], Awaitable[asyncio.Server]]


@contextmanager
def serving(start: Start) -> Iterator[int]:
    """Serve on loopback until the block ends, and give the port."""
    ports: Queue[int] = Queue()
    loop = asyncio.new_event_loop()
    running = loop.create_task(_serve(start, ports))

    def run() -> None:
        with closing(loop), suppress(asyncio.CancelledError):
            loop.run_until_complete(running)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ports.get(timeout=SECONDS)
    finally:
        loop.call_soon_threadsafe(running.cancel)
        thread.join(SECONDS)


async def _serve(start: Start, ports: Queue[int]) -> None:
    connected: list[asyncio.BaseTransport] = []
    server = await start(connected)
    ports.put(server.sockets[0].getsockname()[1])
    try:
        await asyncio.Event().wait()
    finally:
        server.close()
        # Also who is just being accepted, and whom a client has left open.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for transport in connected:
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        await asyncio.sleep(0)
