"""What a client keeps for a while, and when it stops asking."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pharos.exchange.http.asgi import Receive, Scope, Send
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller, Trouble
from pharos.exchange.http.client import HttpExchange, breaker_of
from pharos.exchange.http.tests.canned import (
    TIER,
    Canned,
    canned,
    canned_server,
    client,
    context,
    envelope,
    refused,
)
from pharos.exchange.http.tests.serving import served
from pharos.exchange.objects import AssetNetwork
from pharos.kernel.time import frozen_at, now

__all__ = ["canned", "canned_server", "client"]


class Dripping:
    """Begins to answer at once, and never comes to an end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for _ in range(40):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(0.05)


def test_an_answer_that_drips_is_cut_off_in_time() -> None:
    with served(Dripping()) as base:
        caller = Caller(base)
        began = time.monotonic()

        with pytest.raises(Trouble, match="in time"):
            caller.post("/v1/meta", b"{}", {}, 0.4)

        assert time.monotonic() - began < 1
        caller.close()


# --- the state of networks, kept for a minute


ROW = {
    "asset": "XRP",
    "network": "xrpl:0",
    "alias": "XRP Ledger",
    "decimals": 6,
    "deposit": "OPEN",
    "withdraw": "OPEN",
    "confirmations_credit": 1,
    "confirmations_unlock": 1,
    "min_deposit": "1",
    "below_min": "ACCUMULATE",
    "min_withdraw": "1",
    "fee": "0.2",
    "memo": "REQUIRED",
    "internal_tx": "NO",
    "scanner_height": 1,
    "chain_height": 1,
    "block_seconds": "4",
}


def status_of(client: HttpExchange, **arguments: Any) -> tuple[AssetNetwork, ...]:
    answer = client.ask("network_status", context(), arguments)
    return answer.data.items  # type: ignore[no-any-return]


def test_the_state_of_networks_is_asked_once_a_minute(client: HttpExchange, canned: Canned) -> None:
    began = now()
    canned.says("network_status", envelope({"items": [ROW]}, seconds=600))

    with frozen_at(began):
        status_of(client, asset="XRP")
    with frozen_at(began + timedelta(seconds=59)):
        status_of(client, asset="XRP")
    assert canned.count("network_status") == 1
    with frozen_at(began + timedelta(seconds=59)):
        status_of(client, asset="BTC")
    assert canned.count("network_status") == 2
    with frozen_at(began + timedelta(seconds=61)):
        status_of(client, asset="XRP")
    assert canned.count("network_status") == 3


def test_a_kept_state_is_never_older_than_it_is_good_for(
    client: HttpExchange, canned: Canned
) -> None:
    began = now()
    canned.says("network_status", envelope({"items": [ROW]}, seconds=10))

    with frozen_at(began):
        status_of(client)
    with frozen_at(began + timedelta(seconds=9)):
        status_of(client)
    assert canned.count("network_status") == 1
    with frozen_at(began + timedelta(seconds=12)):
        status_of(client)
    assert canned.count("network_status") == 2


def test_nothing_of_a_customer_is_kept(client: HttpExchange, canned: Canned) -> None:
    canned.says("get_tier", envelope(TIER))

    for _ in range(3):
        client.ask("get_tier", context(), {"ref": "dana"})

    assert canned.count("get_tier") == 3


# --- the breaker


def test_after_some_failures_an_exchange_is_left_alone_and_then_asked_once(
    client: HttpExchange, canned: Canned
) -> None:
    client.ask("meta", context(), {})
    began = now()
    canned.says("get_tier", b"broken")
    with frozen_at(began):
        for _ in range(3):
            refused(client)
        asked = len(canned.asked)
        assert refused(client).retry_after_seconds == pytest.approx(15)
        assert len(canned.asked) == asked

    canned.says("get_tier", envelope(TIER))
    with frozen_at(began + timedelta(seconds=16)):
        assert client.ask("get_tier", context(), {"ref": "dana"}).data.code == "standard"
        assert not client.breaker.is_open


def test_a_probe_that_fails_opens_it_again(client: HttpExchange, canned: Canned) -> None:
    began = now()
    canned.says("get_tier", b"broken")
    with frozen_at(began):
        for _ in range(3):
            refused(client)
    with frozen_at(began + timedelta(seconds=16)):
        refused(client)
        asked = len(canned.asked)
        refused(client)
        assert len(canned.asked) == asked


def test_refusals_in_the_contract_s_words_do_not_open_it(
    client: HttpExchange, canned: Canned
) -> None:
    canned.says("get_tier", {"error": {"code": "UNAVAILABLE", "detail": "ledger"}}, 503)

    for _ in range(10):
        refused(client)

    assert canned.count("get_tier") == 10


def test_only_one_question_probes() -> None:
    began = datetime(2026, 11, 25, tzinfo=UTC)
    breaker = Breaker(failures=1, rest=timedelta(seconds=10))
    with frozen_at(began):
        breaker.failed()
        assert not breaker.lets_through()
    with frozen_at(began + timedelta(seconds=10)):
        assert breaker.lets_through()
        assert not breaker.lets_through()
    with frozen_at(began + timedelta(seconds=20)):
        assert breaker.lets_through(), "the first probe never came back"
        breaker.went_well()
        assert breaker.lets_through()
        assert breaker.lets_through()


def test_each_address_has_one_breaker_in_a_process() -> None:
    assert breaker_of("https://a.example") is breaker_of("https://a.example")
    assert breaker_of("https://a.example") is not breaker_of("https://b.example")
