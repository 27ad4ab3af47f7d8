"""Over HTTP a diagnosis finds what it finds in the process: the wire loses nothing of a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.running import REGISTRY
from pharos.diagnosis.tests.golden import Golden, cases, found_in, given
from pharos.exchange.chains.quorum import Quorum
from pharos.exchange.chains.remote import RemoteNode
from pharos.exchange.http.breaker import Breaker
from pharos.exchange.http.calling import Caller
from pharos.exchange.http.client import HttpExchange
from pharos.exchange.http.tests.serving import served
from pharos.exchange.http.token import BrandKey
from pharos.exchange.objects import Answer
from pharos.exchange.simulator.events import happen, resolved
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.northmere import MORNING
from pharos.exchange.simulator.serving import SimulatorServer
from pharos.exchange.simulator.sources import SimulatedSources
from pharos.exchange.simulator.world import World
from pharos.kernel.time import frozen_at, now

KEY = BrandKey.new("northmere")
OF_EACH = 3


def some() -> list[Golden]:
    """A few of each diagnoser's, without those whose sources hang: waiting shows nothing more."""
    found: list[Golden] = []
    for diagnoser in sorted({case.diagnoser for case in cases()}):
        mine = [case for case in cases() if case.diagnoser == diagnoser]
        found += [case for case in mine if "hang" not in str(case.spec.get("world"))][:OF_EACH]
    return found


class OverHttp(SimulatedSources):
    """The same sources, asked through sockets."""

    def __init__(self, base: str, world: World, *more: Any, **options: Any) -> None:
        super().__init__(world, *more, **options)
        self.caller = Caller(base)
        self._client = HttpExchange(self.caller, KEY, breaker=Breaker())
        self._nodes = Quorum([RemoteNode(self.caller, one) for one in ("north", "south")], now)

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        room, _, name = question.partition(".")
        if room == "exchange":
            return self._client.ask(name, self._context, arguments)
        if room == "chain":
            ask: Callable[..., Answer[Any]] = getattr(self._nodes, name)
            return ask(**arguments)
        return super().answer(question, arguments)


def found_over_http(case: Golden) -> Finding:
    kept = Kept(clock=lambda: MORNING)
    world = happen(kept.world, case.spec.get("world", ()))
    customer, options = given(case, world)
    application = SimulatorServer(kept, keys={KEY.id: KEY.public}, audience="northmere")
    with frozen_at(world.now), served(application) as base:
        sources = OverHttp(base, world, customer, **options)
        inputs = Inputs(**resolved(world, case.spec.get("ask", {})))
        level = options["assurance"]
        finding = REGISTRY[case.diagnoser].run(Ask(sources, world.now, inputs, customer, level))
        sources.caller.close()
        return finding


@pytest.mark.parametrize("case", some(), ids=str)
def test_over_http_the_same_is_found(case: Golden) -> None:
    near, far = found_in(case), found_over_http(case)

    assert far.outcome == near.outcome
    assert far.said == near.said
    assert far.missing == near.missing
    assert [(one.question, one.data) for one in far.facts] == [
        (one.question, one.data) for one in near.facts
    ]
