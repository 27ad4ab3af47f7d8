"""The port over HTTP: what it sends, and what it believes."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller
from pharos.exchange.http.client import HttpExchange, exchange_over
from pharos.exchange.http.tests.canned import (
    KEY,
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
from pharos.exchange.http.token import read_token
from pharos.exchange.port import Exchange
from pharos.exchange.simulator.answering import exchange_of
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.serving import SimulatorServer
from pharos.kernel.time import now

__all__ = ["canned", "canned_server", "client"]


@contextmanager
def simulated() -> Iterator[tuple[Kept, Exchange]]:
    kept = Kept()
    application = SimulatorServer(kept, keys={KEY.id: KEY.public}, audience="northmere")
    with served(application) as base:
        caller = Caller(base)
        yield kept, exchange_over(HttpExchange(caller, KEY, breaker=Breaker()))
        caller.close()


def test_over_http_the_simulated_exchange_says_what_it_says_in_the_process() -> None:
    with simulated() as (kept, exchange):
        near = exchange_of(kept.world)

        assert (
            exchange.get_customer(context(), ref="dana").data
            == near.get_customer(context(), ref="dana").data
        )
        assert (
            exchange.network_status(context(), asset="XRP").data
            == near.network_status(context(), asset="XRP").data
        )
        assert exchange.get_limits(context(), ref="dana").source == "exchange"


def test_other_people_s_customers_are_forbidden_over_http_too() -> None:
    with simulated() as (_kept, exchange), pytest.raises(ExchangeError) as caught:
        exchange.get_customer(context(), ref="minjun")

    assert caught.value.refusal == Refusal.FORBIDDEN


def test_identifiers_travel_in_the_body_and_never_in_an_address(
    client: HttpExchange, canned: Canned
) -> None:
    canned.says("get_tier", envelope(TIER))

    client.ask("get_tier", context(), {"ref": "dana"})

    name, _told, body, query = canned.asked[-1]
    assert (name, json.loads(body), query) == ("get_tier", {"ref": "dana"}, b"")


def test_the_token_carries_the_grounds_and_is_short(client: HttpExchange, canned: Canned) -> None:
    canned.says("get_tier", envelope(TIER))

    client.ask("get_tier", context(clearance=True), {"ref": "dana"})

    token = canned.asked[-1][1]["authorization"].removeprefix("Bearer ")
    told = read_token(token, keys={KEY.id: KEY.public}, audience="northmere", at=now())
    assert (told.actor, told.actor_id, told.case) == ("agent", "amara", "C-1")
    assert (told.customer, told.assurance, told.clearance) == ("dana", 2, True)
    assert told.expires_at < now() + timedelta(seconds=75)


def test_grounds_that_have_expired_are_not_even_sent(client: HttpExchange, canned: Canned) -> None:
    with pytest.raises(ExchangeError) as caught:
        client.ask("get_tier", context(expires_at=now()), {"ref": "dana"})

    assert caught.value.refusal == Refusal.FORBIDDEN
    assert canned.asked == []


def test_what_is_not_offered_is_unsupported_without_being_asked(
    client: HttpExchange, canned: Canned
) -> None:
    assert refused(client, "get_kyc").refusal == Refusal.UNSUPPORTED
    assert refused(client, "get_kyc").refusal == Refusal.UNSUPPORTED
    assert [one[0] for one in canned.asked] == ["meta"]


def test_while_the_offer_is_not_known_everything_is_asked_for(
    client: HttpExchange, canned: Canned
) -> None:
    canned.says("meta", {"error": {"code": "UNAVAILABLE"}}, 503)
    canned.says("get_tier", envelope(TIER))

    assert client.ask("get_tier", context(), {"ref": "dana"}).data.code == "standard"
    assert client.ask("get_tier", context(), {"ref": "dana"}).data.code == "standard"
    assert canned.count("meta") == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "NOT_FOUND"),
        (403, "FORBIDDEN"),
        (401, "FORBIDDEN"),
        (501, "UNSUPPORTED"),
        (503, "UNAVAILABLE"),
        (429, "RATE_LIMITED"),
    ],
)
def test_a_refusal_is_the_one_that_was_told(
    client: HttpExchange, canned: Canned, status: int, code: str
) -> None:
    canned.says("get_tier", {"error": {"code": code, "retry_after": 7}}, status)

    error = refused(client)

    assert error.refusal == code
    assert error.retry_after_seconds == 7


BROKEN: list[tuple[str, int, Any, str]] = [
    ("a proxy's page", 404, b"<h1>Not found</h1>", "text/html"),
    ("a proxy's JSON", 404, {"message": "no route"}, "application/json"),
    ("another code than its status", 403, {"error": {"code": "NOT_FOUND"}}, "application/json"),
    ("an error with 200", 200, {"error": {"code": "NOT_FOUND"}}, "application/json"),
    ("an unknown code", 404, {"error": {"code": "GONE"}}, "application/json"),
    ("nothing", 200, b"", "application/json"),
    ("a bare list", 200, [], "application/json"),
    ("no data", 200, {"as_of": "2026-01-01T00:00:00Z"}, "application/json"),
    ("another type", 200, envelope(TIER), "text/plain"),
    ("an amount as a number", 200, envelope({**TIER, "since": "today"}), "application/json"),
    ("a redirect", 302, b"", "application/json"),
    ("too much", 200, b" " * 3_000_000, "application/json"),
]


@pytest.mark.parametrize(
    ("status", "answer", "media"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN]
)
def test_what_cannot_be_read_is_unavailable(
    client: HttpExchange, canned: Canned, status: int, answer: Any, media: str
) -> None:
    canned.says("get_tier", answer, status, media)

    assert refused(client).refusal == Refusal.UNAVAILABLE


def test_the_log_names_the_question_and_the_field_and_quotes_nothing(
    client: HttpExchange, canned: Canned, caplog: pytest.LogCaptureFixture
) -> None:
    canned.says("get_tier", envelope({**TIER, "since": "dana was here"}))

    with caplog.at_level(logging.WARNING, logger="pharos.exchange.http.client"):
        refused(client)

    line = caplog.records[-1].getMessage()
    assert canned.asked[-1][1]["pharos-request-id"] in line
    assert "get_tier" in line
    assert "data.since" in line
    assert "dana" not in line


def test_an_answer_that_does_not_come_in_time_is_unavailable(
    client: HttpExchange, canned: Canned
) -> None:
    def late() -> tuple[int, Any, str]:
        time.sleep(0.8)
        return 200, envelope(TIER), "application/json"

    canned.answers["get_tier"] = late
    began = time.monotonic()

    assert refused(client).refusal == Refusal.UNAVAILABLE
    assert time.monotonic() - began < 0.75


def test_nobody_there_is_unavailable() -> None:
    client = HttpExchange(Caller("http://127.0.0.1:9"), KEY, breaker=Breaker())

    assert refused(client).refusal == Refusal.UNAVAILABLE


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced() -> None:
    canned = Canned()
    canned.says("get_tier", envelope(TIER))
    with served(canned) as base:
        caller = Caller(base)
        client = HttpExchange(caller, KEY, breaker=Breaker())
        client.ask("get_tier", context(), {"ref": "dana"})
        for _ in range(3):
            assert client.ask("get_tier", context(), {"ref": "dana"}).data.code == "standard"
        assert caller._pool.num_connections == 1
        caller.close()


@pytest.mark.parametrize(
    "base",
    [
        "http://api.northmere.example",
        "https://user:secret@api.northmere.example",
        "https://api.northmere.example/?key=1",
        "file:///etc/passwd",
        "api.northmere.example",
    ],
)
def test_an_unsafe_address_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Caller(base)


def test_a_method_that_the_contract_does_not_have_does_not_exist(client: HttpExchange) -> None:
    assert not hasattr(exchange_over(client), "place_order")
