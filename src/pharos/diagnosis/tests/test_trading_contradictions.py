"""Answers that contradict themselves or are cut off, as no exchange in good order gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY, UNKNOWN
from pharos.diagnosis.words import worded
from pharos.exchange.objects import Answer, Point
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.sources import SimulatedSources
from pharos.exchange.simulator.world import World

LIQUIDATION = {
    "customer": "dana",
    "what": "liquidations",
    "id": "L-1",
    "symbol": "BTC-USDT",
    "side": "LONG",
    "size": "1",
    "leverage": "20",
    "margin_mode": "ISOLATED",
    "liquidation_price": "57000",
    "at": "-60s",
    "fill_price": "56980",
}
RULES = {
    "symbol": "BTC-USDT",
    "version": "1",
    "liquidation_by": "MARK",
    "maintenance_rate": "0.005",
    "in_force_from": "-9d",
}
PRICES = {
    "symbol": "BTC-USDT",
    "kind": "mark",
    "step_seconds": 1,
    "since": "-360s",
    "values": [[56_000, 361]],
}
KEY = {
    "customer": "dana",
    "what": "api_keys",
    "id": "key-1",
    "permissions": ["READ"],
    "ip_bound": True,
    "created_at": "-9d",
}
PAYMENT = {
    "customer": "dana",
    "what": "fiat",
    "id": "F-1",
    "direction": "IN",
    "currency": "EUR",
    "amount": "15",
    "state": "MATCHED",
    "reference": "REF-7",
    "at": "-2h",
}
FEE = {
    "customer": "dana",
    "what": "fees",
    "ref": "T-1",
    "kind": "TRADE",
    "asset": "USDT",
    "base": "60000",
    "rate": "0.001",
    "fee": "60",
    "tier": "standard",
    "tier_since": "-9d",
}
EVERYTHING: tuple[dict[str, Any], ...] = (
    {"put": LIQUIDATION},
    {"spec": RULES},
    {"series": PRICES},
    {"put": KEY},
    {"put": PAYMENT},
    {"put": FEE},
)
Change = Callable[[Any], Any]


class Changed:
    """The simulated sources, but for one question whose answer is changed on its way."""

    def __init__(self, world: World, question: str, change: Change) -> None:
        self._true = SimulatedSources(world, "dana")
        self._question = question
        self._change = change

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        answer = self._true.answer(question, arguments)
        if question != f"exchange.{self._question}":
            return answer
        return replace(answer, data=self._change(answer.data))


def found(diagnoser: str, question: str, change: Change, **inputs: Any) -> Finding:
    world = happen(morning(), EVERYTHING)
    ask = Ask(Changed(world, question, change), world.now, Inputs(**inputs), "dana", 2)
    return REGISTRY[diagnoser].run(ask)


def _cut_off(page: Any) -> Any:
    return replace(page, next_cursor="more")


def _one_more(**changes: Any) -> Change:
    """The first of a list once more, with something changed."""
    return lambda page: replace(page, items=(*page.items, replace(page.items[0], **changes)))


def _twice_in_one_second(series: Any) -> Any:
    last = series.points[-1]
    return replace(series, points=(*series.points, Point(at=last.at, value=last.value + 1)))


def _newest_first(series: Any) -> Any:
    return replace(series, points=tuple(reversed(series.points)))


def _of_another_kind(series: Any) -> Any:
    return replace(series, kind="last")


def _of_another_market(data: Any) -> Any:
    return replace(data, symbol="ETH-USDT")


def _not_yet_in_force(spec: Any) -> Any:
    return replace(spec, in_force_from=spec.in_force_from + timedelta(days=10))


CASES: tuple[tuple[str, str, Change, dict[str, str]], ...] = (
    ("D25", "price_series", _twice_in_one_second, {"order": "L-1"}),
    ("D25", "price_series", _newest_first, {"order": "L-1"}),
    ("D25", "price_series", _of_another_kind, {"order": "L-1"}),
    ("D25", "price_series", _of_another_market, {"order": "L-1"}),
    ("D25", "get_contract_spec", _of_another_market, {"order": "L-1"}),
    ("D25", "get_contract_spec", _not_yet_in_force, {"order": "L-1"}),
    ("D25", "list_liquidations", _cut_off, {"order": "L-1"}),
    ("D25", "list_incidents", _cut_off, {"order": "L-1"}),
    ("D26", "explain_fee", lambda line: replace(line, ref="T-2"), {"order": "T-1"}),
    ("D28", "list_api_errors", _cut_off, {"key_id": "key-1"}),
    ("D29", "list_api_keys", _cut_off, {"key_id": "key-1"}),
    ("D29", "list_api_keys", _one_more(restricted=True), {"key_id": "key-1"}),
    ("D31", "list_fiat", _cut_off, {"reference": "REF-7"}),
    ("D31", "list_fiat", _one_more(state="NAME_MISMATCH"), {"reference": "REF-7"}),
    ("D37", "list_ledger", _cut_off, {"asset": "BTC"}),
    ("D37", "get_balances", _cut_off, {"asset": "BTC"}),
)


@pytest.mark.parametrize(("diagnoser", "question", "change", "inputs"), CASES)
def test_what_contradicts_itself_or_is_cut_off_is_unknown_and_names_its_source(
    diagnoser: str, question: str, change: Change, inputs: dict[str, str]
) -> None:
    plainly = found(diagnoser, question, lambda data: data, **inputs)
    finding = found(diagnoser, question, change, **inputs)

    assert plainly.outcome != UNKNOWN, "without the change something is found"
    assert finding.outcome == UNKNOWN
    assert f"exchange.{question}" in {one.question for one in finding.missing}


def test_a_balance_that_is_a_moment_younger_than_the_ledger_is_no_gap() -> None:
    """Something may have been booked between the two answers: nobody says that books are wrong."""
    world = happen(morning(), [{"book": {"customer": "dana", "asset": "BTC", "lines": [LINE]}}])
    same, later = (
        Ask(sources, world.now, Inputs(asset="BTC"), "dana", 2)
        for sources in (SimulatedSources(world, "dana"), _Later(world))
    )

    assert REGISTRY["D37"].run(same).outcome == "GAP"
    finding = REGISTRY["D37"].run(later)
    assert finding.outcome == UNKNOWN
    words = " ".join(worded(finding.said, language="en", timezone="UTC"))
    assert "contradict" in words


LINE = {"id": "a", "at": "-1d", "kind": "DEPOSIT", "amount": "1", "balance": "1"}


class _Later(Changed):
    """Balances that were read a second after the ledger."""

    def __init__(self, world: World) -> None:
        super().__init__(world, "", lambda data: data)

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        answer = super().answer(question, arguments)
        if question != "exchange.get_balances":
            return answer
        return replace(answer, as_of=answer.as_of + timedelta(seconds=1))
