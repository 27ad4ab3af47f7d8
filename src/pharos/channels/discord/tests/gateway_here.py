"""Discord's gateway on loopback: it speaks its protocol, and a test says what it tells.

Each connection is greeted (HELLO), must identify or resume, and is told READY or RESUMED; `tell`
sends an event to whoever is connected, and `cut` breaks the connection as a network does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

HELLO, DISPATCH, IDENTIFY, RESUME, BEAT, BEATEN, ANEW = 10, 0, 2, 6, 1, 11, 9
ME = "900"


class Gateway:
    """What has been said to it, and everything it tells, in one session."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[int, Any]] = []
        self.told: list[dict[str, Any]] = []
        self.resumes = True
        self._open: ServerConnection | None = None
        self._ready = threading.Condition()

    def tell(self, name: str, what: dict[str, Any]) -> None:
        """Tell an event, or keep it for whoever resumes the session."""
        with self._ready:
            self.told.append({"op": DISPATCH, "t": name, "s": len(self.told) + 2, "d": what})
            if self._open is not None:
                self._open.send(json.dumps(self.told[-1]))

    def cut(self) -> None:
        """Break the connection without a word."""
        with self._ready:
            broken, self._open = self._open, None
        if broken is not None:
            broken.close_socket()

    def wait_until_open(self) -> None:
        with self._ready:
            assert self._ready.wait_for(lambda: self._open is not None, timeout=20)

    def handle(self, connection: ServerConnection) -> None:
        connection.send(json.dumps({"op": HELLO, "d": {"heartbeat_interval": 40_000}}))
        try:
            for text in connection:
                told = json.loads(text)
                self._answer(connection, told["op"], told.get("d"))
        except ConnectionClosed:
            pass

    def _answer(self, connection: ServerConnection, op: int, told: Any) -> None:
        self.asked.append((op, told))
        if op == BEAT:
            connection.send(json.dumps({"op": BEATEN}))
        elif op == IDENTIFY:
            self._begin(connection)
        elif op == RESUME and not self.resumes:
            connection.send(json.dumps({"op": ANEW, "d": False}))
        elif op == RESUME:
            with self._ready:
                for event in self.told:
                    if event["s"] > told["seq"]:
                        connection.send(json.dumps(event))
                last = {"op": DISPATCH, "t": "RESUMED", "s": len(self.told) + 1, "d": {}}
                connection.send(json.dumps(last))
                self._opened(connection)

    def _begin(self, connection: ServerConnection) -> None:
        ready = {
            "v": 10,
            "user": {"id": ME, "username": "northmere", "discriminator": "0", "avatar": None},
            "guilds": [],
            "session_id": "s-1",
            "resume_gateway_url": "wss://gateway.discord.gg",
            "application": {"id": ME, "flags": 0},
        }
        with self._ready:
            self.told.clear()
            connection.send(json.dumps({"op": DISPATCH, "t": "READY", "s": 1, "d": ready}))
            self._opened(connection)

    def _opened(self, connection: ServerConnection) -> None:
        self._open = connection
        self._ready.notify_all()


@contextmanager
def gateway() -> Iterator[Gateway]:
    """Run a gateway on a free port of loopback."""
    one = Gateway()
    server: Server = serve(one.handle, "127.0.0.1", 0, compression=None)
    one.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
