"""A vendor on loopback: it records what it is asked and answers what a test has told it to.

It can also be slow, answer with any status, take the request and then break the connection (as a
vendor does that has accepted and dies), or close it half way through the answer.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request that came to a vendor. No two have the same number, at any vendor."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    number: int = field(default_factory=itertools.count(1).__next__)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(kw_only=True)
class Answer:
    """What the vendor says next. `breaks` is `before` or `halfway` through the answer.

    With `waits` it says nothing until the vendor closes.
    """

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    breaks: str = ""
    waits: bool = False

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Vendor:
    """Answers each path with what was told for it, in order; the last one stays."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, deque[Answer | Callable[[Asked], Answer]]] = {}
        self.url = ""
        self.closes = threading.Event()

    def says(self, path: str, *answers: Answer | Callable[[Asked], Answer]) -> None:
        """Answer requests whose path ends so with these, in turn; some look at what is asked."""
        self.answers[path] = deque(answers)

    def to(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path.endswith(path)]

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        for path in sorted(self.answers, key=len, reverse=True):
            if asked.path.endswith(path):
                told = self.answers[path]
                said = told.popleft() if len(told) > 1 else told[0]
                return said(asked) if callable(said) else said
        return Answer()


@contextmanager
def vendor(of_its_own: Vendor | None = None) -> Iterator[Vendor]:
    """Run a vendor, or one that a test has made itself, on a free port of loopback."""
    one = of_its_own or Vendor()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            at = urlsplit(self.path)
            asked = Asked(
                method=self.command,
                path=at.path,
                query=dict(parse_qsl(at.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(size),
            )
            told = one.answer(asked)
            if told.waits:
                one.closes.wait()
            if told.waits or told.breaks == "before":
                self.close_connection = True
                return
            content = told.content
            self.send_response(told.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if told.breaks else content)
            self.close_connection = bool(told.breaks)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
            """Tests say what they need."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.closes.set()
        server.shutdown()
        server.server_close()
        thread.join()
