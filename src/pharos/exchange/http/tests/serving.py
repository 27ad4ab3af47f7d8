"""Applications served over real sockets of this machine, for tests."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from pharos.exchange.http.asgi import Application

PATIENCE = 10


class _Quiet(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """Signals belong to the tests' own process."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what clients have left open too: a test may hang up on an answer that never comes."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def served(application: Application | Any) -> Iterator[str]:
    """Serve on a free port and give the base address."""
    # With the protocol named, asyncio sends small answers at once.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        log_config=None,
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=1,
        loop="asyncio",
    )
    server = _Quiet(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listening.close()
