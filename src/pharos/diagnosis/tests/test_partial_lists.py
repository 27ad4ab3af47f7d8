"""Lists of which the exchange gave only a part: what is not in the part may be in the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY
from pharos.exchange.objects import Answer, Page
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.sources import SimulatedSources

ADDRESS = "0x00000000000000000000000000000000000000b1"
WITHDRAWAL = {
    "customer": "dana",
    "what": "withdrawals",
    "id": "w1",
    "asset": "ETH",
    "network": "eip155:1",
    "to": ADDRESS,
    "amount": "1.5",
    "net_fee": "0.0008",
    "requested_at": "-2h",
    "state_since": "-1h",
    "refund_ledger_id": "l1",
}
CASES: list[tuple[str, Inputs]] = [
    ("D07", Inputs(asset="ETH", network="eip155:1")),
    ("D12", Inputs(withdrawal="w1")),
    ("D16", Inputs()),
    ("D18", Inputs(address=ADDRESS, network="eip155:1")),
    ("D35", Inputs(kind="DEPOSIT", asset="ETH")),
    ("D38", Inputs(asset="ETH")),
]


class InParts:
    """The simulated exchange, with more of every list than it gives."""

    def __init__(self, sources: SimulatedSources) -> None:
        self._sources = sources

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        answer = self._sources.answer(question, arguments)
        if isinstance(answer.data, Page):
            return replace(answer, data=replace(answer.data, next_cursor="more"))
        return answer


def looked(name: str, inputs: Inputs, *, in_parts: bool, state: str = "FAILED_REFUNDED") -> Finding:
    world = happen(morning(), [{"put": WITHDRAWAL | {"state": state}}])
    whole = SimulatedSources(world, "dana")
    sources = InParts(whole) if in_parts else whole
    return REGISTRY[name].run(Ask(sources, world.now, inputs, "dana", 2))


@pytest.mark.parametrize(("name", "inputs"), CASES, ids=[name for name, _inputs in CASES])
def test_nothing_is_concluded_from_a_part_of_a_list(name: str, inputs: Inputs) -> None:
    finding = looked(name, inputs, in_parts=True)

    assert finding.outcome == "UNKNOWN"
    assert [one.why for one in finding.missing] == ["INCOMPLETE"]


@pytest.mark.parametrize(("name", "inputs"), CASES, ids=[name for name, _inputs in CASES])
def test_from_the_whole_list_something_is_concluded(name: str, inputs: Inputs) -> None:
    finding = looked(name, inputs, in_parts=False)

    assert "INCOMPLETE" not in [one.why for one in finding.missing]


@pytest.mark.parametrize("name", ["D12", "D13", "D14", "D34"])
def test_the_only_one_of_a_part_is_not_taken_for_the_only_one(name: str) -> None:
    in_part = looked(name, Inputs(), in_parts=True, state="SIGNING")
    alone = looked(name, Inputs(), in_parts=False, state="SIGNING")

    assert in_part.outcome == "NOT_FOUND"
    assert alone.outcome in {"QUEUED", "NOT_SENT", "TOO_LATE", "LEAVING"}
