"""Nodes that read the simulated chains: two for each network, each with its own faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from pharos.exchange.chains.port import Tip, Transaction
from pharos.exchange.chains.quorum import Quorum
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.simulator.world import World

T = TypeVar("T")
NODES = ("north", "south")
GOOD_FOR = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)


class Node:
    """One reader (`ChainSource`) of all simulated chains; faults are under `chain.NAME`."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self.name = name

    @property
    def networks(self) -> frozenset[str]:
        return frozenset(self._world.chains)

    def transaction(self, network: str, txid: str) -> Answer[Transaction | None]:
        self._refuse_if_down()
        seen = self._world.chains[network].transaction(txid, self._world.now)
        if self._fault == "lie":
            seen = _lied(seen)
        return self._answer(seen)

    def tip(self, network: str) -> Answer[Tip]:
        self._refuse_if_down()
        at = self._world.now
        if self._fault == "lie":
            at -= AN_HOUR
        return self._answer(self._world.chains[network].tip(at))

    @property
    def _fault(self) -> str | None:
        faults = self._world.faults
        return faults.get(f"chain.{self.name}") or faults.get("chain")

    def _refuse_if_down(self) -> None:
        if self._fault in ("down", "hang"):
            raise ExchangeError(Refusal.UNAVAILABLE, source=f"chain.{self.name}")

    def _answer(self, data: T) -> Answer[T]:
        at = self._world.now - (AN_HOUR if self._fault == "stale" else timedelta(0))
        return Answer(
            data=data,
            as_of=at,
            source=f"chain.{self.name}",
            stale_after=at + GOOD_FOR,
            request_id=self.name,
        )


def _lied(seen: Transaction | None) -> Transaction | None:
    """A story that differs: what is there is not, or went wrong."""
    if seen is None or not seen.transfers:
        return None
    return replace(seen, status="FAILED", transfers=(), failure="reverted")


def chains_of(world: World) -> Quorum:
    """The simulated chains as the port."""
    return Quorum([Node(world, name) for name in NODES], lambda: world.now)
