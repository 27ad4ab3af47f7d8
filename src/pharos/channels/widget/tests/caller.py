"""A browser without a screen: speaks HTTP to the running desk, from outside and in plain sight."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from pharos.brands.models import Brand
from pharos.kernel.time import now
from pharos.people.tests.exchange import Exchange, connected

SECONDS = 20
Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])

    @property
    def refusal(self) -> tuple[int, str]:
        return self.status, self.code


class Events:
    """An open stream."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.headers = dict(response.getheaders())
        self._response = response

    def take(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many events; comments are passed over."""
        return [self._next() for _ in range(count)]

    def entries(self, count: int) -> list[dict[str, Any]]:
        return [event["data"] for event in self.take(count) if event["event"] == "entry"]

    def until(self, event: str) -> list[dict[str, Any]]:
        """Everything up to an event of this name, which comes last."""
        found = [self._next()]
        while found[-1]["event"] != event:
            found.append(self._next())
        return found

    def is_over(self) -> bool:
        return self._response.readline() == b""

    def _next(self) -> dict[str, Any]:
        event: dict[str, Any] = {}
        while True:
            line = self._response.readline().decode()
            assert line, "the stream ended"
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "" and "event" in event:
                return event
            if name in ("id", "event", "data"):
                event[name] = json.loads(value) if name == "data" else value


@dataclass
class Caller:
    """One browser at one brand. `open` gets it a session token of ours."""

    url: str
    brand: str
    device: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    bearer: str = ""
    language: str = "en"

    def call(
        self, method: str, path: str, body: object = None, headers: Headers | None = None
    ) -> Answer:
        connection, response = self._send(method, path, body, headers)
        try:
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def open(self, token: str | None = None, **more: Any) -> Answer:
        asked = {
            "brand": self.brand,
            "device": self.device,
            "token": token,
            "language": self.language,
            "timezone": "Asia/Seoul",
            "surface": "web",
        }
        answer = self.call("POST", "/live/sessions", asked | more)
        if answer.status == 201:
            self.bearer = answer.json["token"]
        return answer

    def on(
        self,
        thread: str,
        what: str,
        body: object = None,
        *,
        method: str | None = None,
        headers: Headers | None = None,
    ) -> Answer:
        """Ask something of one conversation."""
        method = method or ("GET" if body is None else "POST")
        return self.call(method, f"/live/conversations/{thread}/{what}", body, headers)

    def say(self, thread: str, text: str, *, token: str | None = None, topic: str = "") -> Answer:
        said = {"client_token": token or str(uuid4()), "text": text, "topic": topic}
        return self.on(thread, "messages", said)

    @contextmanager
    def stream(
        self, path: str, *, after: int = 0, headers: Headers | None = None
    ) -> Iterator[Events]:
        """Listen; a path without a slash in front is a conversation."""
        if not path.startswith("/"):
            path = f"/live/conversations/{path}/stream?after={after}"
        connection, response = self._send("GET", path, None, headers)
        try:
            yield Events(response)
        finally:
            response.close()
            connection.close()

    def _send(
        self, method: str, path: str, body: object, headers: Headers | None
    ) -> tuple[HTTPConnection, HTTPResponse]:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=SECONDS)
        sent = {"Accept-Language": self.language}
        if self.bearer:
            sent["Authorization"] = f"Bearer {self.bearer}"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, None if body is None else content, sent | (headers or {}))
        return connection, connection.getresponse()


def exchange_of(brand: Brand, *, key_id: str = "2026-09") -> Exchange:
    """The exchange of this brand, vouching at the present time."""
    exchange = connected(brand, key_id)
    exchange.instant = now()
    return exchange


def thread_id() -> str:
    return str(uuid4())
