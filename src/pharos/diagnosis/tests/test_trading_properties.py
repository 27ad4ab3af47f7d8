"""Liquidations, orders, fees and ledgers of every kind, each held against a count of its own.

What is expected here is worked out from what was drawn, by other means than the diagnosers': whole
numbers and fractions, and every point looked at one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from hypothesis import event, given, settings
from hypothesis import strategies as st

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.findings import Certainty, Finding
from pharos.diagnosis.running import REGISTRY, UNKNOWN
from pharos.exchange.objects import (
    Balance,
    ContractSpec,
    FeeLine,
    LedgerLine,
    Liquidation,
    Order,
    Point,
    Series,
)
from pharos.exchange.simulator.northmere import MORNING, morning
from pharos.exchange.simulator.sources import SimulatedSources
from pharos.exchange.simulator.world import World

MARKET = "BTC-USDT"
WINDOW = 300
LIMIT = 57_000
FAR = 3_000
Kind = Literal["mark", "last", "index"]
KINDS: tuple[Kind, ...] = ("mark", "last", "index")
WATCHED: dict[Kind, Literal["MARK", "LAST", "INDEX"]] = {
    "mark": "MARK",
    "last": "LAST",
    "index": "INDEX",
}
FORCED: dict[str, Literal["LONG", "SHORT"]] = {"down": "LONG", "up": "SHORT"}
TRADED: dict[str, Literal["BUY", "SELL"]] = {"down": "BUY", "up": "SELL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A price for each second before now, oldest first, as a distance beyond the limit.

    `beyond` has one number a second: 0 is at the limit, above 0 is beyond it, None is missing.
    """

    way: str
    beyond: tuple[int | None, ...]

    def price(self, distance: int) -> Decimal:
        return Decimal(LIMIT - distance if self.way == "down" else LIMIT + distance)

    def series(self, kind: Kind) -> Series:
        began = MORNING - timedelta(seconds=len(self.beyond) - 1)
        points = tuple(
            Point(at=began + timedelta(seconds=nr), value=self.price(distance))
            for nr, distance in enumerate(self.beyond)
            if distance is not None
        )
        return Series(symbol=MARKET, kind=kind, step_seconds=1, points=points)

    def from_to(self, first: int, last: int) -> tuple[int | None, ...]:
        """Those from so many seconds before now to so many."""
        end = len(self.beyond) - last
        return self.beyond[len(self.beyond) - 1 - first : end]


@st.composite
def paths(draw: st.DrawFn, seconds: int, edges: tuple[int, ...]) -> Path:
    """Mostly far from the limit; near, at, beyond it or missing at some seconds, often at edges."""
    beyond: list[int | None] = [-FAR] * seconds
    moments = st.one_of(st.sampled_from(edges), st.integers(0, seconds - 1))
    for ago in draw(st.lists(moments, max_size=6)):
        beyond[seconds - 1 - ago] = draw(st.sampled_from([-1, 0, 1, 50, None]))
    return Path(way=draw(st.sampled_from(["down", "up"])), beyond=tuple(beyond))


def found(world: World, diagnoser: str, **inputs: object) -> Finding:
    ask = Ask(SimulatedSources(world, "dana"), world.now, Inputs(**inputs), "dana", 2)  # type: ignore[arg-type]
    return REGISTRY[diagnoser].run(ask)


@settings(max_examples=150, deadline=None)
@given(
    paths(380, (59, 60, 61, 359, 360, 361)),
    paths(380, (60, 360)),
    st.permutations(KINDS),
)
def test_a_liquidation_is_as_specified_if_and_only_if_the_deciding_price_was_there(
    deciding: Path, other: Path, kinds: list[Kind]
) -> None:
    world = morning()
    at = world.now - timedelta(seconds=60)
    world.series[MARKET, kinds[0]] = deciding.series(kinds[0])
    world.series[MARKET, kinds[1]] = other.series(kinds[1])
    world.specs.append(
        ContractSpec(
            symbol=MARKET,
            version="1",
            liquidation_by=WATCHED[kinds[0]],
            maintenance_rate=Decimal("0.005"),
            in_force_from=at,
        )
    )
    world.accounts["dana"].liquidations.append(_liquidation(deciding.way, at))

    finding = found(world, "D25", order="L-1")

    looked_at = deciding.from_to(60 + WINDOW, 60)
    assert len(looked_at) == WINDOW + 1
    passed = any(distance is not None and distance >= 0 for distance in looked_at)
    whole = None not in looked_at
    event(f"passed {passed}, whole {whole}")
    assert (finding.outcome == "AS_SPECIFIED") == passed
    assert (finding.outcome == "DEVIATION") == (not passed and whole)
    assert (finding.outcome == UNKNOWN) == (not passed and not whole)


def _liquidation(way: str, at: datetime) -> Liquidation:
    return Liquidation(
        id="L-1",
        symbol=MARKET,
        side=FORCED[way],
        size=Decimal(1),
        leverage=Decimal(10),
        margin_mode="ISOLATED",
        liquidation_price=Decimal(LIMIT),
        at=at,
        fill_price=Decimal(LIMIT),
    )


@settings(max_examples=150, deadline=None)
@given(paths(60, (0, 1, 29, 30, 31)))
def test_a_limit_is_not_reached_if_and_only_if_no_price_of_its_time_was_there(path: Path) -> None:
    world = morning()
    world.series[MARKET, "last"] = path.series("last")
    world.accounts["dana"].orders.append(
        Order(
            id="O-1",
            symbol=MARKET,
            side=TRADED[path.way],
            kind="LIMIT",
            amount=Decimal(1),
            placed_at=world.now - timedelta(seconds=30),
            state="OPEN",
            filled=Decimal(0),
            events=(),
            price=Decimal(LIMIT),
        )
    )

    finding = found(world, "D24", order="O-1")

    looked_at = path.from_to(30, 0)
    seen = [distance for distance in looked_at if distance is not None]
    best = max(seen)
    expected = UNKNOWN if best > 0 else "TOUCHED" if best == 0 else "NOT_REACHED"
    event(f"{expected}, whole {None not in looked_at}")
    assert finding.outcome == expected
    assert (finding.certainty == Certainty.CERTAIN) == (best <= 0 and None not in looked_at)
    if best <= 0:
        assert finding.evidence["best"].value == path.price(best)
        nr = looked_at.index(best)
        assert finding.evidence["best_at"].value == world.now - timedelta(seconds=30 - nr)


units = st.integers(-(10**20), 10**20)
places = st.integers(0, 18)


def decimal(number: int, exponent: int) -> Decimal:
    """A whole number of units of the last place. Nothing is rounded in making it."""
    return Decimal((int(number < 0), tuple(map(int, str(abs(number)))), -exponent))


@settings(max_examples=200, deadline=None)
@given(
    units,
    st.lists(units, min_size=1, max_size=12),
    places,
    st.dictionaries(st.integers(0, 12), st.sampled_from([-1, 1, 10**9]), max_size=2),
)
def test_a_ledger_is_explained_if_and_only_if_all_of_its_sums_hold(
    opening: int, changes: list[int], exponent: int, errors: dict[int, int]
) -> None:
    truly = list(accumulate(changes, initial=opening))[1:]
    booked = [balance + errors.get(nr, 0) for nr, balance in enumerate(truly)]
    # One more than there are lines: what the account holds in the end.
    held = booked[-1] + errors.get(len(changes), 0)
    world = morning()
    dana = world.accounts["dana"]
    began = world.now - timedelta(days=2)
    dana.ledger["ETH"] = [
        LedgerLine(
            id=str(nr),
            at=began + timedelta(seconds=nr // 2),
            kind="TRADE",
            amount=decimal(change, exponent),
            balance=decimal(balance, exponent),
        )
        for nr, (change, balance) in enumerate(zip(changes, booked, strict=True))
    ]
    dana.balances = [
        Balance(
            asset="ETH",
            wallet="SPOT",
            available=decimal(held, exponent),
            in_orders=Decimal(0),
            locked=Decimal(0),
        )
    ]

    finding = found(world, "D37", asset="ETH")

    before = [booked[0] - changes[0], *booked[:-1]]
    sums_hold = held == booked[-1] and all(
        Fraction(earlier + change) == Fraction(later)
        for earlier, change, later in zip(before, changes, booked, strict=True)
    )
    event(f"sums hold {sums_hold}")
    assert finding.outcome == ("EXPLAINED" if sums_hold else "GAP")
    assert finding.is_certain


@settings(max_examples=150, deadline=None)
@given(units, st.integers(-(10**6), 10**6), places, st.sampled_from([0, 0, 1, -1]))
def test_a_fee_is_broken_down_if_and_only_if_rate_times_base_is_the_fee(
    base: int, rate: int, exponent: int, error: int
) -> None:
    world = morning()
    line = FeeLine(
        ref="T-1",
        kind="TRADE",
        asset="USDT",
        base=decimal(base, exponent),
        rate=decimal(rate, 8),
        fee=decimal(base * rate + error, exponent + 8),
        tier="standard",
        tier_since=world.now,
    )
    world.accounts["dana"].fees.append(line)

    finding = found(world, "D26", order="T-1")

    holds = Fraction(line.rate) * Fraction(line.base) == Fraction(line.fee)
    assert holds == (error == 0)
    assert finding.outcome == ("BREAKDOWN" if holds else UNKNOWN)
