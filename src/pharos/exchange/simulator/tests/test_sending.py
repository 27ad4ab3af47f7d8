"""What the simulated exchange tells by itself: once, signed, and until it is taken."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pharos.exchange.http.asgi import Receive, Scope, Send, body_of, respond
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller
from pharos.exchange.http.client import HttpExchange, actions_over
from pharos.exchange.http.tests.serving import served
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.ready import ALL
from pharos.exchange.simulator.sending import Sender
from pharos.exchange.simulator.serving import SimulatorServer
from pharos.exchange.simulator.tests.clients import (
    DEPOSIT,
    KEY,
    SECRET,
    context,
)
from pharos.exchange.webhooks import Event, read_webhook
from pharos.kernel.time import now

# --- webhooks


class Listener:
    """Takes webhooks; refuses the first few if told to."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.refuse = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await body_of(receive, 100_000)
        if self.refuse:
            self.refuse -= 1
            await respond(send, 503, b"", "text/plain")
            return
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        self.events.append(read_webhook(headers, body or b"", [SECRET], now()))
        await respond(send, 204, b"", "text/plain")

    def wait_for(self, count: int) -> list[str]:
        deadline = time.monotonic() + 5
        while len(self.events) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return [one.type for one in self.events]


@pytest.fixture
def listener() -> Iterator[tuple[Listener, Sender]]:
    made = Listener()
    with served(made) as base:
        yield made, Sender(f"{base}/hooks", [SECRET], again=(0.05, 0.05, 0.05))


def test_what_changed_is_told_and_signed(listener: tuple[Listener, Sender]) -> None:
    heard, sender = listener
    kept = Kept()
    sender.begin(kept.world)

    kept.do("transfer", DEPOSIT)
    kept.do(*ALL["court"].make(kept, "dana"))
    kept.do(*ALL["no_withdrawals"].make(kept, "XRP xrpl:0"))
    kept.do(*ALL["incident"].make(kept, ""))
    kept.do(*ALL["kyc"].make(kept, "minjun"))
    sender.look(kept.world, kept.ahead)

    assert set(heard.wait_for(5)) == {
        "deposit.state",
        "restriction.imposed",
        "asset_network.status",
        "incident.opened",
        "kyc.state",
    }
    sender.end()


def test_the_clock_alone_brings_about_what_is_told(listener: tuple[Listener, Sender]) -> None:
    heard, sender = listener
    kept = Kept()
    kept.do("transfer", DEPOSIT)
    kept.do(*ALL["hold"].make(kept, "minjun"))
    sender.begin(kept.world)

    kept.do("advance", {"value": 86_400})
    sender.look(kept.world, kept.ahead)

    assert sorted(heard.wait_for(2)) == ["deposit.state", "hold.ended"]
    assert all(abs(one.at - now()) < timedelta(seconds=10) for one in heard.events)
    sender.end()


def test_nothing_is_told_twice_and_nothing_that_did_not_change(
    listener: tuple[Listener, Sender],
) -> None:
    heard, sender = listener
    kept = Kept()
    sender.begin(kept.world)
    kept.do("transfer", DEPOSIT)

    for _ in range(3):
        sender.look(kept.world, kept.ahead)
    heard.wait_for(1)
    sender.end()

    assert [one.type for one in heard.events] == ["deposit.state"]


def test_an_event_is_sent_again_until_it_is_taken(listener: tuple[Listener, Sender]) -> None:
    heard, sender = listener
    heard.refuse = 2
    kept = Kept()
    sender.begin(kept.world)

    kept.do("transfer", DEPOSIT)
    kept.do(*ALL["lift"].make(kept, "dana"))
    sender.look(kept.world, kept.ahead)

    assert heard.wait_for(1) == ["deposit.state"]
    sender.end()


def test_a_sealed_restriction_is_told_like_an_ordinary_one(
    listener: tuple[Listener, Sender],
) -> None:
    heard, sender = listener
    kept = Kept()
    sender.begin(kept.world)
    ordinary = {**ALL["court"].make(kept, "minjun")[1], "code": "OTHER_REVIEW"}

    kept.do(*ALL["court"].make(kept, "dana"))
    kept.do("put", {**ordinary, "id": "res-x", "disclosure": "GENERIC", "imposed_by": "STAFF"})
    sender.look(kept.world, kept.ahead)
    heard.wait_for(2)
    sender.end()

    told = [dataclasses.asdict(one) for one in heard.events]
    assert {one["customer"] for one in told} == {"dana", "minjun"}
    shapes = [{name: type(value) for name, value in one.items()} for one in told]
    assert shapes[0] == shapes[1]
    assert all(one["restriction"].startswith("review-") for one in told)


def test_the_server_tells_what_a_request_brought_about(
    listener: tuple[Listener, Sender],
) -> None:
    heard, sender = listener
    kept = Kept()
    application = SimulatorServer(
        kept, keys={KEY.id: KEY.public}, audience="northmere", sender=sender
    )
    with served(application) as base:
        client = HttpExchange(Caller(base), KEY, breaker=Breaker())
        actions_over(client).request_self_lock(context(), ref="dana", token="t1")

        assert sorted(heard.wait_for(2)) == ["job.state", "restriction.imposed"]
