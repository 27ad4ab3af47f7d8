"""A server that says what it is told to, and a client that asks it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError
from pharos.exchange.http.asgi import Receive, Scope, Send, body_of, header, respond
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller
from pharos.exchange.http.client import HttpExchange
from pharos.exchange.http.tests.serving import served
from pharos.exchange.http.token import BrandKey
from pharos.kernel.time import now

KEY = BrandKey.new("northmere")
META = {"api_version": "1", "reason_codes": "1", "capabilities": ["get_tier", "network_status"]}
TIER = {"code": "standard", "since": "2026-01-01T00:00:00Z", "rule": "Everybody begins here."}


def context(**changes: Any) -> AccessContext:
    made = AccessContext(
        brand="northmere",
        actor="agent",
        actor_id="amara",
        purpose="diagnose",
        expires_at=now() + timedelta(minutes=5),
        case="C-1",
        customer="dana",
        assurance=2,
    )
    return dataclasses.replace(made, **changes)


class Canned:
    """A server that says what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], bytes, bytes]] = []
        self.answers: dict[str, Callable[[], tuple[int, Any, str]]] = {
            "meta": lambda: (200, envelope(META), "application/json")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await body_of(receive, 100_000)
        name = scope["path"].rpartition("/")[2]
        told = {key: header(scope, key) for key in ("authorization", "pharos-request-id")}
        self.asked.append((name, told, body or b"", scope["query_string"]))
        status, answer, media = self.answers[name]()
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        await respond(send, status, raw, media)

    def count(self, name: str) -> int:
        return sum(one[0] == name for one in self.asked)

    def says(
        self, name: str, answer: Any, status: int = 200, media: str = "application/json"
    ) -> None:
        self.answers[name] = lambda: (status, answer, media)


def envelope(data: Any, seconds: float = 60) -> dict[str, Any]:
    at = datetime.now(UTC)
    return {
        "data": data,
        "as_of": at.isoformat(),
        "source": "books",
        "stale_after": (at + timedelta(seconds=seconds)).isoformat(),
        "request_id": "r1",
    }


@pytest.fixture(scope="module")
def canned_server() -> Iterator[tuple[Canned, str]]:
    canned = Canned()
    with served(canned) as base:
        yield canned, base


@pytest.fixture
def canned(canned_server: tuple[Canned, str]) -> Canned:
    made, _base = canned_server
    made.__init__()  # type: ignore[misc]
    return made


@pytest.fixture
def client(canned: Canned, canned_server: tuple[Canned, str]) -> Iterator[HttpExchange]:
    caller = Caller(f"{canned_server[1]}/support")
    yield HttpExchange(caller, KEY, breaker=Breaker(failures=3), seconds={"get_tier": 0.5})
    caller.close()


def refused(client: HttpExchange, name: str = "get_tier", **arguments: Any) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        client.ask(name, context(), arguments or {"ref": "dana"})
    return caught.value
