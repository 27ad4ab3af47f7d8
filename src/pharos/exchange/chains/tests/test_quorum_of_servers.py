"""Two real readers of two servers, joined: what they agree on, and what becomes of a liar."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pharos.exchange.chains.bitcoin import BitcoinSource
from pharos.exchange.chains.port import Transaction, Transfer
from pharos.exchange.chains.quorum import Quorum
from pharos.exchange.chains.tests.conftest import NOW
from pharos.exchange.chains.tests.hostile import HOSTILE
from pharos.exchange.chains.tests.serving import Served, Server
from pharos.exchange.chains.tests.test_bitcoin import (
    BITCOIN,
    DANA,
    GENESIS,
    MINED,
    OTHER,
    SHOP,
    SPENT,
    TXID,
    tx,
)
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer


def joined(*servers: Server) -> Quorum:
    names = ("north", "south", "west")
    return Quorum(
        [
            BitcoinSource(server.endpoint(name), network=BITCOIN, now=lambda: NOW)
            for name, server in zip(names, servers, strict=False)
        ],
        lambda: NOW,
    )


def tell(server: Server, found: dict[str, Any] | None, *, top: int = 900_002) -> None:
    server.paths |= {
        "/block-height/0": Served(GENESIS),
        "/blocks/tip/height": Served(str(top).encode()),
        "/fee-estimates": {},
        f"/tx/{SPENT}/outspend/1": {"spent": False},
    }
    if found is not None:
        server.paths[f"/tx/{TXID}"] = found


def test_two_servers_that_agree_are_certain(server: Server, other_server: Server) -> None:
    tell(server, tx(status=MINED))
    tell(other_server, tx(status=MINED), top=900_003)

    told = joined(server, other_server).sighting(network=BITCOIN, txid=TXID).data

    assert told.agreed
    assert told.sources == ("north", "south")
    assert told.transaction is not None
    assert told.transaction.confirmations == 4


LIES: dict[str, dict[str, Any] | None] = {
    "it went to somebody else": tx(
        status=MINED, vout=[{"scriptpubkey_address": SHOP, "value": 1_500_000}]
    ),
    "it was more": tx(status=MINED, vout=[{"scriptpubkey_address": DANA, "value": 9_500_000}]),
    "it is not there": None,
    "it is in another block": tx(status={**MINED, "block_height": 899_000}),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_of_two_that_differ_neither_is_believed(
    server: Server, other_server: Server, lie: dict[str, Any] | None
) -> None:
    tell(server, tx(status=MINED))
    tell(other_server, lie)

    told = joined(server, other_server).sighting(network=BITCOIN, txid=TXID).data

    assert not told.agreed
    assert {*told.sources, *told.against} == {"north", "south"}
    assert told.against


def test_a_replacement_that_only_one_tells_is_not_certain(
    server: Server, other_server: Server
) -> None:
    tell(server, tx())
    tell(other_server, tx())
    other_server.paths[f"/tx/{SPENT}/outspend/1"] = {"spent": True, "txid": OTHER}

    assert not joined(server, other_server).sighting(network=BITCOIN, txid=TXID).data.agreed


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_whoever_does_not_answer_leaves_one_witness(
    server: Server, other_server: Server, answer: Served
) -> None:
    tell(server, tx(status=MINED))
    other_server.always = answer

    told = joined(server, other_server).sighting(network=BITCOIN, txid=TXID).data

    assert (told.sources, told.against, told.agreed) == (("north",), (), False)
    assert told.transaction is not None


def test_if_nobody_answers_there_is_no_story(server: Server, other_server: Server) -> None:
    server.always = other_server.always = Served(b"no", status=503)

    with pytest.raises(ExchangeError) as caught:
        joined(server, other_server).sighting(network=BITCOIN, txid=TXID)
    assert caught.value.refusal is Refusal.UNAVAILABLE


class Telling:
    """A source that tells one story."""

    networks = frozenset({"eip155:1"})

    def __init__(self, name: str, told: Transaction) -> None:
        self.name = name
        self._told = told

    def transaction(self, network: str, txid: str) -> Answer[Transaction | None]:
        until = NOW + timedelta(minutes=1)
        return Answer(
            data=self._told, as_of=NOW, source=self.name, stale_after=until, request_id=txid
        )

    def tip(self, network: str) -> Any:
        raise ExchangeError(Refusal.UNSUPPORTED)


SHOWN = Transfer(to="0x1", amount=Decimal(1), symbol="ETH")
WITHIN = Transfer(to="0x2", amount=Decimal(1), symbol="ETH", internal=True)
BLIND = Transaction(
    network="eip155:1",
    txid="0xaa",
    status="SUCCESS",
    transfers=(SHOWN,),
    height=5,
    confirmations=9,
    internal_read=False,
)
SEEING = replace(BLIND, transfers=(SHOWN, WITHIN), internal_read=True, confirmations=8)


def of_two(one: Transaction, other: Transaction) -> Any:
    quorum = Quorum([Telling("north", one), Telling("south", other)], lambda: NOW)
    return quorum.sighting(network="eip155:1", txid="0xaa").data


def test_what_one_alone_could_see_has_one_witness() -> None:
    told = of_two(BLIND, SEEING)

    assert told.transaction.transfers == (SHOWN, WITHIN)
    assert (told.sources, told.against, told.agreed) == (("south",), (), False)


def test_what_both_saw_within_is_certain() -> None:
    assert of_two(SEEING, SEEING).agreed


def test_whoever_saw_nothing_within_bears_out_the_rest() -> None:
    told = of_two(BLIND, replace(BLIND, internal_read=True))

    assert told.agreed
    assert told.transaction.internal_read is True


def test_two_who_looked_and_saw_differently_disagree() -> None:
    told = of_two(SEEING, replace(SEEING, transfers=(SHOWN,)))

    assert told.against
    assert not told.agreed
