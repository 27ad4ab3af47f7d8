from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.running import REGISTRY, UNKNOWN
from pharos.diagnosis.words import worded
from pharos.exchange.chains.port import Transaction
from pharos.exchange.objects import Answer, DepositMatch
from pharos.exchange.simulator.chain import Mined, SimulatedChain, sent
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.sources import SimulatedSources


def test_a_deposit_under_way_says_how_far_it_is_and_when_it_arrives() -> None:
    world = morning()
    dana = world.accounts["dana"]
    address = dana.addresses[0].address
    at = world.now - timedelta(minutes=1)
    world.chains["eip155:1"].mine(Mined("0xaa", (sent(address, "1.5", "ETH"),), at, at))

    ask = Ask(SimulatedSources(world, "dana"), world.now, Inputs(txid="0xaa"), "dana", 2)
    finding = REGISTRY["D01"].run(ask)

    assert (finding.outcome, finding.certainty) == ("PENDING", "CERTAIN")
    words = worded(finding.said, language="en", timezone="Europe/Lisbon")
    assert words == [
        (
            "We found your transfer of 1.5 ETH. It has 6 of 12 confirmations and should arrive "
            "about Nov 24, 2026, 8:01:12\u202fAM (WET)."
        )
    ]
    assert finding.evidence["amount"].value == Decimal("1.5")


class Mistaken(SimulatedSources):
    """An exchange whose books have every deposit for another customer."""

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        answer = super().answer(question, arguments)
        if question != "exchange.find_deposit":
            return answer
        return replace(answer, data=DepositMatch(match="OTHER"))


@pytest.mark.parametrize("to", ["dana", "0x00000000000000000000000000000000000fffff"])
def test_books_that_the_address_book_contradicts_are_not_believed(to: str) -> None:
    sent_to = {"network": "eip155:1", "txid": "0xaa", "to": to, "amount": "1.5", "symbol": "ETH"}
    world = happen(morning(), [{"transfer": sent_to}])

    ask = Ask(Mistaken(world, "dana"), world.now, Inputs(txid="0xaa"), "dana", 2)
    finding = REGISTRY["D01"].run(ask)

    assert finding.outcome == UNKNOWN
    assert [one.why for one in finding.missing] == ["DISAGREE"]


def test_other_networks_do_not_matter_once_it_is_found_on_one() -> None:
    """The nodes of a network that was named are away, and the transaction is on another."""
    world = morning()
    sent_to = {
        "network": "eip155:56",
        "txid": "0xb5",
        "to": "0xffff",
        "amount": "3",
        "symbol": "BNB",
    }
    happen(world, [{"transfer": sent_to}])

    inputs = Inputs(txid="0xb5", network="eip155:42161")
    finding = REGISTRY["D01"].run(
        Ask(SimulatedSources(world, "dana"), world.now, inputs, "dana", 2)
    )

    assert (finding.outcome, finding.certainty) == ("NOT_OURS", "CERTAIN")


@pytest.mark.parametrize(
    ("internal_read", "certainty"), [(None, "CERTAIN"), (True, "CERTAIN"), (False, "LIKELY")]
)
def test_where_nobody_looked_inside_not_ours_is_no_more_than_likely(
    monkeypatch: pytest.MonkeyPatch, *, internal_read: bool | None, certainty: str
) -> None:
    world = morning()
    at = world.now - timedelta(minutes=10)
    stranger = "0x00000000000000000000000000000000005742a9"
    world.chains["eip155:1"].mine(Mined("0xaa", (sent(stranger, "1.5", "ETH"),), at, at))
    told = SimulatedChain.transaction

    def seen(chain: SimulatedChain, txid: str, at: datetime) -> Transaction | None:
        found = told(chain, txid, at)
        return None if found is None else replace(found, internal_read=internal_read)

    monkeypatch.setattr(SimulatedChain, "transaction", seen)
    ask = Ask(SimulatedSources(world, "dana"), world.now, Inputs(txid="0xaa"), "dana", 2)

    finding = REGISTRY["D01"].run(ask)

    assert (finding.outcome, finding.certainty) == ("NOT_OURS", certainty)
