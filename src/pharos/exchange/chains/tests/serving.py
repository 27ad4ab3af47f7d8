"""A server on loopback that answers what a test tells it to, truthful or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from pharos.exchange.chains.reading import Endpoint


@dataclass
class Served:
    """One answer. Bytes go out as they are, all else as JSON; `trickle` sends them one by one."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    trickle: float = 0.0
    silent: bool = False

    @property
    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


HTML = Served(b"<!doctype html><title>Maintenance</title>", headers={"Content-Type": "text/html"})
# An address of the test's own, which nobody must follow.
ELSEWHERE = "http://127.0.0.1:9/elsewhere"


class Server:
    """Answers by path (GET) or by what `answer_post` makes of the body; counts what was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.paths: dict[str, Served | Any] = {}
        self.otherwise: Served = Served(b"Transaction not found", status=404)
        self.always: Served | None = None
        self.answer_post: Callable[[dict[str, Any]], Any] = lambda _: {}
        self.asked: list[str] = []
        self.stopped = Event()

    def answer(self, path: str, body: bytes | None) -> Served:
        self.asked.append(path if body is None else str(json.loads(body).get("method")))
        if self.always is not None:
            return self.always
        if body is not None:
            found = self.answer_post(json.loads(body))
        else:
            found = self.paths.get(path, self.paths.get(path.partition("?")[0], self.otherwise))
        return found if isinstance(found, Served) else Served(found)

    def endpoint(self, name: str = "node", **more: Any) -> Endpoint:
        return Endpoint(self.url, source=name, **{"seconds": 2.0, **more})


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the server's script."""

    script: Server

    def do_GET(self) -> None:
        self._send(self.script.answer(self.path, None))

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", "0"))
        self._send(self.script.answer(self.path, self.rfile.read(size)))

    def _send(self, answer: Served) -> None:
        if answer.silent:
            self.script.stopped.wait(20)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.raw)))
        self.end_headers()
        with suppress(OSError):
            self._write(answer)

    def _write(self, answer: Served) -> None:
        if not answer.trickle:
            self.wfile.write(answer.raw)
            return
        for at in range(len(answer.raw)):
            self.wfile.write(answer.raw[at : at + 1])
            if self.script.stopped.wait(answer.trickle):
                return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextmanager
def served() -> Iterator[Server]:
    """A server for as long as the block lasts."""

    class Scripted(Handler):
        pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    http.daemon_threads = True
    Scripted.script = server = Server(http.server_port)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        http.shutdown()
        http.server_close()
        thread.join()
