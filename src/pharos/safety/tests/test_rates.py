from __future__ import annotations

import asyncio
from collections.abc import Sequence
from math import floor
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pharos.safety.rates import SHARE, Granted, Rates, Rule

SPAN = 60
WIDTH = SPAN / 6
LEASE = "SELECT granted, seconds_left FROM pharos_lease_rates(%s, %s, %s, %s, %s) ORDER BY nr"
BOUNDED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# When something is tried after the try before, and by which of three processes.
TRIES = st.lists(
    st.tuples(st.floats(0, 25, allow_nan=False), st.integers(0, 2)), min_size=1, max_size=120
)


class Store:
    """The database's own function, at a time that the test sets."""

    def __init__(self) -> None:
        self.at = 1_000_000.0
        self.asked = 0
        # From outside the loop, where connections would be others.
        self.cursor = connection.cursor()

    async def lease(self, rules: Sequence[Rule], asks: Sequence[int]) -> list[Granted]:
        self.asked += 1
        given = [[getattr(rule, name) for rule in rules] for name in ("key", "span", "most")]
        self.cursor.execute(LEASE, [*given, list(asks), self.at])
        return [Granted(permits, left) for permits, left in self.cursor.fetchall()]

    def process(self) -> Rates:
        return Rates(self.lease, clock=lambda: self.at)


def in_turn(store: Store, tries: list[tuple[float, int]], *rules: Rule) -> list[float]:
    """When something was let through, tried in this order by three processes."""
    processes = [store.process() for _ in range(3)]

    async def run() -> list[float]:
        passed = []
        for pause, number in tries:
            store.at += pause
            if not await processes[number].admit(*rules):
                passed.append(store.at)
        return passed

    return asyncio.run(run())


@BOUNDED
@given(tries=TRIES, most=st.integers(1, 20))
def test_no_span_of_time_ever_holds_more_than_the_limit(
    db: None, tries: list[tuple[float, int]], most: int
) -> None:
    """Wherever the span begins, and however many processes there are."""
    passed = in_turn(Store(), tries, Rule(uuid4().hex, most, SPAN))

    for begin in passed:
        assert sum(1 for at in passed if begin <= at < begin + SPAN) <= most


@BOUNDED
@given(tries=TRIES, most=st.integers(1, 20))
def test_one_process_lets_through_what_the_limit_allows(
    db: None, tries: list[tuple[float, int]], most: int
) -> None:
    """Nobody is refused who stays below the limit in the longest span that is looked at."""
    tried: list[float] = []
    store = Store()
    for pause, _ in tries:
        tried.append((tried[-1] if tried else store.at) + pause)
    longest = SPAN + 2 * WIDTH
    is_modest = all(sum(1 for at in tried if b <= at < b + longest) <= most for b in tried)
    wasted = -(-most // SHARE) * 8  # what a lease of each sixth may leave unused

    passed = in_turn(store, [(pause, 0) for pause, _ in tries], Rule(uuid4().hex, most, SPAN))

    assert len(passed) >= min(1, len(tried))
    if is_modest and len(tried) + wasted <= most:
        assert len(passed) == len(tried)


@BOUNDED
@given(tries=TRIES)
def test_of_two_limits_the_tighter_holds_and_takes_nothing_when_it_refuses(
    db: None, tries: list[tuple[float, int]]
) -> None:
    tight, wide = Rule(uuid4().hex, 2, SPAN), Rule(uuid4().hex, 5, SPAN)

    passed = in_turn(Store(), tries, tight, wide)

    for begin in passed:
        assert sum(1 for at in passed if begin <= at < begin + SPAN) <= 2


def test_who_is_refused_is_told_when_to_come_again_and_then_passes(db: None) -> None:
    store, only = Store(), Rule(uuid4().hex, 1, SPAN)
    rates = store.process()

    async def run() -> list[float]:
        waits = [await rates.admit(only)]
        for _ in range(8):
            waits.append(await rates.admit(only))
            if not waits[-1]:
                break
            store.at += waits[-1]
        return waits

    waits = asyncio.run(run())
    assert waits[0] == waits[-1] == 0
    assert all(0 < wait <= WIDTH for wait in waits[1:-1])
    assert sum(waits) >= SPAN - WIDTH


def test_a_flood_that_is_refused_does_not_ask_the_database_each_time(db: None) -> None:
    store, only = Store(), Rule(uuid4().hex, 4, SPAN)

    passed = in_turn(store, [(0, 0)] * 500, only)

    assert len(passed) == 4
    assert store.asked <= 6


def test_a_busy_sender_within_the_limit_asks_seldom(db: None) -> None:
    store, only = Store(), Rule(uuid4().hex, 800, SPAN)

    passed = in_turn(store, [(0, 0)] * 500, only)

    assert len(passed) == 500
    assert store.asked <= 2 * SHARE


def test_a_crowd_that_comes_at_once_wastes_no_more_than_it_uses(db: None) -> None:
    """Or a hundred visitors would lease all that a brand has, and leave it unused."""
    store, all_of_them = Store(), Rule(uuid4().hex, 800, SPAN)
    rates = store.process()

    async def run() -> list[float]:
        return await asyncio.gather(*(rates.admit(all_of_them) for _ in range(100)))

    assert asyncio.run(run()) == [0.0] * 100
    store.at += WIDTH
    later = in_turn(store, [(0, 1)] * 500, all_of_them)
    assert len(later) == 500


def test_quiet_processes_do_not_take_the_room_from_each_other(db: None) -> None:
    store, rule = Store(), Rule(uuid4().hex, 24, SPAN)
    tries = [(WIDTH / 3, number % 3) for number in range(36)]

    assert len(in_turn(store, tries, rule)) >= 24


@pytest.mark.parametrize("late", [0.0, WIDTH, 5 * WIDTH])
def test_a_lease_is_not_used_after_its_time(db: None, late: float) -> None:
    store, rule = Store(), Rule(uuid4().hex, 80, SPAN)
    rates = store.process()

    async def run() -> None:
        await rates.admit(rule)
        store.at = (floor(store.at / WIDTH) + 1) * WIDTH + late
        before = store.asked
        await rates.admit(rule)
        assert store.asked == before + 1

    asyncio.run(run())
