from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from pharos.brands.queries import profile_of
from pharos.clocks.models import Clock
from pharos.clocks.policies import CHAT
from pharos.clocks.running import breach_due, promise_due_times, start_clock, stop_clocks
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# Beyond every case that there is.
FAR = 10**12


def case_id() -> int:
    """A number that no other test uses; there need be no such case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('clocks_clock', 'id'))")
        return FAR + int(cursor.fetchone()[0])


def start(world: World, case: int, kind: str = "first_response", at: datetime = NINE) -> None:
    start_clock(brand_id=world.brand.pk, case_id=case, kind=kind, at=at)


def promise(world: World, case: int) -> int:
    profiles = {world.brand.pk: profile_of(world.brand)}
    return promise_due_times(case_ids=[case], profiles=profiles)


def test_one_clock_of_a_kind_runs_for_a_case(world: World) -> None:
    case = case_id()
    with brand_scope(world.brand.pk):
        start(world, case)
        start(world, case, at=NINE + MINUTE)
        start(world, case, kind="resolution")

        assert Clock.objects.filter(case_id=case).count() == 2
        assert Clock.objects.get(case_id=case, kind="first_response").started_at == NINE


def test_a_stopped_clock_lets_another_start(world: World) -> None:
    case = case_id()
    with brand_scope(world.brand.pk):
        start(world, case)
        assert stop_clocks(case_id=case, kinds=("first_response",), at=NINE + MINUTE) == 1
        assert stop_clocks(case_id=case, kinds=None, at=NINE + 2 * MINUTE) == 0
        start(world, case, at=NINE + 3 * MINUTE)

        stopped = Clock.objects.filter(case_id=case).exclude(stopped_at=None).get()
        assert stopped.stopped_at == NINE + MINUTE


def test_clocks_of_the_hot_path_are_dated_afterwards(world: World) -> None:
    case = case_id()
    with brand_scope(world.brand.pk):
        start(world, case)

        assert promise(world, case) == 1
        assert promise(world, case) == 0
        assert Clock.objects.get(case_id=case).due_at == NINE + CHAT["first_response"].within


def test_a_due_clock_is_breached_once(world: World) -> None:
    case = case_id()
    with brand_scope(world.brand.pk):
        start(world, case)
        promise(world, case)

        assert breach_due(case_ids=[case], at=NINE + MINUTE) == []
        late = breach_due(case_ids=[case], at=NINE + 2 * MINUTE)
        assert [(clock.case_id, clock.breached_at) for clock in late] == [(case, NINE + 2 * MINUTE)]
        assert breach_due(case_ids=[case], at=NINE + 3 * MINUTE) == []


def test_a_stopped_clock_is_never_breached(world: World) -> None:
    case = case_id()
    with brand_scope(world.brand.pk):
        start(world, case)
        promise(world, case)
        stop_clocks(case_id=case, kinds=None, at=NINE + MINUTE)

        assert breach_due(case_ids=[case], at=NINE + timedelta(days=1)) == []


def test_people_who_are_never_there_promise_nothing(world: World) -> None:
    case, monday = case_id(), datetime(2026, 11, 16, tzinfo=UTC)
    closed = [(monday + timedelta(days=7 * week)).date().isoformat() for week in range(200)]
    week = [{"days": ["mon"], "from": "00:00", "until": "01:00"}]
    world.brand.profile["hours"] = {"week": week, "closed_on": closed}
    with brand_scope(world.brand.pk):
        start(world, case)

        assert promise(world, case) == 0
        assert Clock.objects.get(case_id=case).due_at is None


def test_two_sweepers_do_not_wait_for_each_other(world: World) -> None:
    case, found = case_id(), []

    def sweep() -> None:
        with brand_scope(world.brand.pk):
            found.append(breach_due(case_ids=[case], at=NINE + timedelta(hours=1)))
        connections.close_all()

    with brand_scope(world.brand.pk):
        start(world, case)
        promise(world, case)
    with brand_scope(world.brand.pk):
        mine = breach_due(case_ids=[case], at=NINE + timedelta(hours=1))
        other = threading.Thread(target=sweep)
        other.start()
        other.join(timeout=10)

    assert [clock.case_id for clock in mine] == [case]
    assert found == [[]]


def test_clocks_of_another_brand_are_not_seen(world: World) -> None:
    case = case_id()
    with brand_scope(world.brand.pk):
        start(world, case)
    with brand_scope(world.elsewhere.pk):
        assert breach_due(case_ids=[case], at=NINE + timedelta(days=1)) == []
        assert not Clock.objects.filter(case_id=case).exists()


def test_a_clock_outside_a_transaction_is_a_mistake(world: World) -> None:
    with pytest.raises(AssertionError):
        start(world, 1)
