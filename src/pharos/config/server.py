"""The ASGI server, which sees its guests out before it closes the door."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import uvicorn

BACKLOG = 2048
# A stream that does not end when asked is cut after this many seconds; the browser comes back.
GRACE_SECONDS = 2
STARTUP_FAILED = 3


class Server(uvicorn.Server):
    """Asks open streams to end first: without, each stop would wait out its full grace."""

    def __init__(self, config: uvicorn.Config, farewell: Callable[[], None]) -> None:
        super().__init__(config)
        self._farewell = farewell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._farewell()
        await super().shutdown(sockets)


def serve(application: Any, farewell: Callable[[], None], host: str, port: int) -> int:
    """Serve until a signal asks to stop; returns the exit status."""
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        http="httptools",
        loop="uvloop",
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        server_header=False,
        # Whose word on the client's address is believed is said once: PHAROS_TRUSTED_PROXIES.
        proxy_headers=False,
        log_level="warning",
        log_config=None,
    )
    server = Server(config, farewell)
    server.run()
    return 0 if server.started else STARTUP_FAILED
