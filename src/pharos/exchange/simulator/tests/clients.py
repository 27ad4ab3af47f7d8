"""A served simulator with all of its clients."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from pharos.exchange.actions import ExchangeActions
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller
from pharos.exchange.http.client import HttpExchange, actions_over, exchange_over
from pharos.exchange.http.tests.serving import served
from pharos.exchange.http.token import BrandKey
from pharos.exchange.port import Exchange
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.ready import ALL
from pharos.exchange.simulator.serving import SimulatorServer
from pharos.kernel.time import now

KEY = BrandKey.new("northmere")
SECRET = b"n" * 32
TXID = f"0x{'5' * 64}"
DEPOSIT = {"network": "eip155:1", "txid": TXID, "to": "dana", "amount": "2", "symbol": "ETH"}


@dataclass
class Northmere:
    """A served simulator with all of its clients."""

    base: str
    kept: Kept
    exchange: Exchange
    actions: ExchangeActions

    def press(self, key: str, beside: str = "dana") -> None:
        self.kept.do(*ALL[key].make(self.kept, beside))


@pytest.fixture
def northmere() -> Iterator[Northmere]:
    kept = Kept()
    application = SimulatorServer(kept, keys={KEY.id: KEY.public}, audience="northmere")
    with served(application) as base:
        caller = Caller(base)
        client = HttpExchange(caller, KEY, breaker=Breaker(), seconds={"get_kyc": 0.3})
        yield Northmere(base, kept, exchange_over(client), actions_over(client))
        caller.close()


def context(**changes: Any) -> AccessContext:
    made = AccessContext(
        brand="northmere",
        actor="agent",
        actor_id="amara",
        purpose="act",
        expires_at=now() + timedelta(minutes=5),
        case="C-1",
        customer="dana",
        assurance=2,
    )
    return dataclasses.replace(made, **changes)


def refusal(ask: Callable[[], object]) -> Refusal:
    with pytest.raises(ExchangeError) as caught:
        ask()
    return caught.value.refusal
