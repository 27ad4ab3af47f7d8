"""A right exchange with one thing wrong: what a conformance check has to find."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pharos.exchange.conformance.checking import check
from pharos.exchange.conformance.probing import Plan, Prober
from pharos.exchange.conformance.report import Report
from pharos.exchange.http.asgi import Receive, Scope, Send, respond
from pharos.exchange.http.calling import Caller
from pharos.exchange.http.tests.serving import served
from pharos.exchange.http.token import BrandKey
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.serving import SimulatorServer
from pharos.kernel.time import now

TXID = f"0x{'1' * 64}"
DEPOSIT = {"network": "eip155:1", "txid": TXID, "to": "dana", "amount": "1.5", "symbol": "ETH"}
LIMITED = {
    "customer": "dana",
    "what": "restrictions",
    "id": "res-1",
    "scope": ["withdraw"],
    "code": "SEC_NEW_DEVICE",
    "disclosure": "OPEN",
    "imposed_at": "-1h",
    "imposed_by": "RULE",
    "ends_at": "+2h",
}


@dataclass(slots=True)
class Sent:
    """One answer on its way, to be spoilt."""

    operation: str
    headers: Mapping[str, str]
    status: int = 200
    body: bytes = b""
    media: str = "application/json"
    more: dict[str, str] = field(default_factory=dict)

    def change(self, path: str, value: Any) -> None:
        """Put a value into the JSON; `...` takes the field away."""
        found = json.loads(self.body)
        *way, last = [int(one) if one.isdigit() else one for one in path.split(".")]
        place: Any = found
        for one in way:
            place = place[one]
        if value is ...:
            del place[last]
        else:
            place[last] = value
        self.body = json.dumps(found).encode()


Spoil = Callable[[Sent], Awaitable[None] | None]
# What is done to a question before the right exchange sees it.
Mislead = Callable[[Scope, bytes], bytes]


class Wrong:
    """ASGI: the right exchange behind somebody who changes what goes through."""

    def __init__(self, right: SimulatorServer, spoil: Spoil, mislead: Mislead | None) -> None:
        self._right = right
        self._spoil = spoil
        self._mislead = mislead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._right(scope, receive, send)
            return
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        sent = Sent(scope["path"].removeprefix("/v1/"), headers)

        async def take(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                sent.status = message["status"]
            else:
                sent.body += message.get("body", b"")

        await self._right(scope, await self._misled(scope, receive), take)
        waiting = self._spoil(sent)
        if waiting is not None:
            await waiting
        await respond(send, sent.status, sent.body, sent.media, sent.more)

    async def _misled(self, scope: Scope, receive: Receive) -> Receive:
        if self._mislead is None:
            return receive
        message = await receive()
        body = self._mislead(scope, message["body"])

        async def again() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        return again


@contextmanager
def simulated(spoil: Spoil | None = None, mislead: Mislead | None = None) -> Any:
    """A simulated exchange over real sockets, right or wrong: its address, key and world."""
    kept, key = Kept(), BrandKey.new("northmere")
    kept.do("transfer", DEPOSIT)
    kept.do("put", LIMITED)
    right = SimulatorServer(kept, keys={key.id: key.public}, audience="northmere")
    application = Wrong(right, spoil or (lambda _: None), mislead) if spoil or mislead else right
    with served(application) as base:
        yield base, key, kept


def checked(spoil: Spoil | None = None, *, mislead: Mislead | None = None, **plan: Any) -> Report:
    """The report on an exchange with this wrong."""
    with simulated(spoil, mislead) as (base, key, _kept):
        caller = Caller(base)
        try:
            return check(Prober(caller, key, Plan(**{"seconds": 0.4, **plan}), now))
        finally:
            caller.close()


def bad(report: Report) -> list[str]:
    return [f"{line.where}: {line.words}" for line in report.lines if line.level == "BAD"]
