"""Random worlds, each made so that one thing is true in it, and known to whoever made it.

Nothing here knows how a diagnoser finds that out: nothing of `diagnosis` is imported.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import account, morning
from pharos.exchange.simulator.world import Account, World

ME, OTHER = "dana", "minjun"
START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is to be found out in a world: by which diagnoser, from what, and what is right.

    `right` are all outcomes that do not contradict the world. `reads_chain` tells whether the
    answer rests on what nodes of a chain say.
    """

    diagnoser: str
    right: frozenset[str]
    inputs: dict[str, Any] = field(default_factory=dict)
    reads_chain: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A world and its truth, and from which family it is."""

    world: World
    truth: Truth
    family: str


class Maker:
    """Makes one world from one seed. The same seed makes the same world."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        at = START + timedelta(seconds=self.rng.randrange(86_400))
        self.world = morning(seed, at=at)
        if OTHER not in self.world.accounts:
            self.world.accounts[OTHER] = account(OTHER, "Minjun", "ko", at)

    @property
    def me(self) -> Account:
        return self.world.accounts[ME]

    def happen(self, name: str, /, **arguments: Any) -> None:
        happen(self.world, [{name: arguments}])

    def put(self, what: str, /, **values: Any) -> None:
        self.happen("put", customer=ME, what=what, **values)

    def txid(self) -> str:
        return f"0x{self.rng.getrandbits(256):064x}"

    def ago(self, low: int, high: int) -> datetime:
        """An instant between so many seconds ago."""
        return self.world.now - timedelta(seconds=self.rng.randint(low, high))

    def ahead(self, low: int, high: int) -> datetime:
        return self.world.now + timedelta(seconds=self.rng.randint(low, high))

    def amount(self, low: int = 1, high: int = 500_000) -> str:
        """A decimal with three places."""
        return f"{self.rng.randint(low, high) / 1000:.3f}"

    def address(self, network: str, of: str = ME) -> str:
        """An account's address on a network."""
        found = self.world.accounts[of].addresses
        return next(one.address for one in found if one.network == network)

    def send(self, *, to: str, amount: str, network: str = "eip155:1", **more: Any) -> str:
        """Put a transfer on a chain and return its hash."""
        txid = self.txid()
        given = {"symbol": "ETH"} | more
        self.happen("transfer", network=network, txid=txid, to=to, amount=amount, **given)
        return txid


Family = Callable[[Maker], Truth]
FAMILIES: dict[str, Family] = {}


def family(made: Family) -> Family:
    """Add a kind of world."""
    FAMILIES[made.__name__] = made
    return made


def world_of(seed: int) -> Made:
    """The world of this seed."""
    maker = Maker(seed)
    name = sorted(FAMILIES)[seed % len(FAMILIES)]
    truth = FAMILIES[name](maker)
    return Made(maker.world, truth, name)


def true(diagnoser: str, *right: str, chain: bool = False, **inputs: Any) -> Truth:
    """A truth in short."""
    return Truth(diagnoser=diagnoser, right=frozenset(right), inputs=inputs, reads_chain=chain)
