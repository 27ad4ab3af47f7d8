"""The simulator as a server: time let pass, sources that fail, and its chains."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from pharos.exchange.chains.quorum import Quorum
from pharos.exchange.chains.remote import RemoteNode
from pharos.exchange.errors import Refusal
from pharos.exchange.http.calling import Caller
from pharos.exchange.simulator.tests.clients import (
    DEPOSIT,
    TXID,
    Northmere,
    context,
    northmere,
    refusal,
)
from pharos.kernel.time import now

__all__ = ["northmere"]


# --- time


def test_time_let_pass_makes_what_happened_longer_ago(northmere: Northmere) -> None:
    northmere.kept.do("transfer", DEPOSIT)
    seen = northmere.exchange.list_deposits(context(), ref="dana").data.items[0]
    northmere.press("day")

    answer = northmere.exchange.list_deposits(context(), ref="dana")

    later = answer.data.items[0]
    assert abs(answer.as_of - now()) < timedelta(seconds=5)
    assert seen.seen_at - later.seen_at == timedelta(days=1)
    assert later.confirmations - seen.confirmations >= 7200
    assert later.state == "CREDITED"


def test_arguments_are_understood_in_everybody_s_time(northmere: Northmere) -> None:
    northmere.kept.do("transfer", DEPOSIT)
    northmere.press("day")
    ask = northmere.exchange.list_deposits

    hours = timedelta(hours=23), timedelta(hours=25)
    young, old = (ask(context(), ref="dana", since=now() - one).data.items for one in hours)

    assert (len(young), len(old)) == (0, 1)


# --- sources


def test_a_source_that_hangs_is_not_waited_for(northmere: Northmere) -> None:
    northmere.kept.do("fault", {"source": "exchange.get_kyc", "kind": "hang"})
    began = time.monotonic()

    assert refusal(lambda: northmere.exchange.get_kyc(context(), ref="dana")) == "UNAVAILABLE"
    assert time.monotonic() - began < 1
    northmere.kept.do("fault", {"source": "exchange.get_kyc"})
    assert northmere.exchange.get_kyc(context(), ref="dana").data.state == "APPROVED"


def test_what_is_down_is_unavailable_and_what_is_stale_says_so(northmere: Northmere) -> None:
    northmere.kept.do("fault", {"source": "exchange", "kind": "down"})
    assert refusal(lambda: northmere.exchange.get_tier(context(), ref="dana")) == "UNAVAILABLE"
    northmere.kept.do("fault", {"source": "exchange", "kind": "stale"})
    assert northmere.exchange.get_tier(context(), ref="dana").is_stale(now())


# --- chains


def chains(northmere: Northmere) -> Quorum:
    caller = Caller(northmere.base)
    return Quorum([RemoteNode(caller, name, seconds=0.5) for name in ("north", "south")], now)


def test_both_nodes_tell_the_same_story_over_http(northmere: Northmere) -> None:
    northmere.kept.do("transfer", DEPOSIT)

    sighting = chains(northmere).sighting(network="eip155:1", txid=TXID).data

    assert sighting.agreed
    assert sighting.sources == ("chain.north", "chain.south")
    assert sighting.transaction is not None
    assert str(sighting.transaction.transfers[0].amount) == "2"


def test_an_unknown_transaction_is_an_answer(northmere: Northmere) -> None:
    sighting = chains(northmere).sighting(network="eip155:1", txid="0x1").data

    assert sighting.transaction is None
    assert sighting.agreed


def test_the_nodes_read_all_networks(northmere: Northmere) -> None:
    assert set(chains(northmere).networks().data) == set(northmere.kept.world.chains)
    assert chains(northmere).tip(network="xrpl:0").data.height > 0


@pytest.mark.parametrize("kind", ["down", "hang"])
def test_with_one_node_away_the_other_is_not_enough_to_agree(
    northmere: Northmere, kind: str
) -> None:
    northmere.kept.do("transfer", DEPOSIT)
    northmere.kept.do("fault", {"source": "chain.north", "kind": kind})

    sighting = chains(northmere).sighting(network="eip155:1", txid=TXID).data

    assert sighting.sources == ("chain.south",)
    assert not sighting.agreed


def test_a_node_that_lies_is_against(northmere: Northmere) -> None:
    northmere.kept.do("transfer", DEPOSIT)
    northmere.kept.do("fault", {"source": "chain.north", "kind": "lie"})

    assert chains(northmere).sighting(network="eip155:1", txid=TXID).data.against


def test_nodes_that_are_not_there_are_unavailable_and_not_empty() -> None:
    caller = Caller("http://127.0.0.1:9")
    away = Quorum([RemoteNode(caller, "north"), RemoteNode(caller, "south")], now)

    assert refusal(lambda: away.sighting(network="eip155:1", txid=TXID)) == Refusal.UNAVAILABLE


def test_a_network_that_no_node_reads_is_unsupported(northmere: Northmere) -> None:
    ask = chains(northmere)

    assert refusal(lambda: ask.tip(network="eip155:99")) == Refusal.UNSUPPORTED
