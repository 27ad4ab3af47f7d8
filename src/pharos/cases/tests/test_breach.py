"""A promise that is past due is told once, by whoever sweeps, and never after the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from pharos.cases.access import locked
from pharos.cases.actions.breach import breach_clocks
from pharos.cases.models import Case, Entry
from pharos.cases.tests.deeds import (
    answered,
    clocks,
    is_whole,
    resolved,
    together,
    write_again,
)
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World


@pytest.fixture
def late(world: World) -> datetime:
    """When everything that is promised today is past due."""
    return now() + timedelta(days=4)


def promised(world: World, case: Case) -> Case:
    follow_up(actor=Actor.system(world.brand.pk))
    return case


def swept(world: World, **more: int) -> int:
    return breach_clocks(actor=Actor.system(world.brand.pk), **more)


def breaches(entries: list[Entry]) -> list[str]:
    return [(entry.payload or {})["breached"] for entry in entries if entry.kind == "clock"]


def test_what_is_due_is_breached_once_and_told_to_staff(world: World, late: datetime) -> None:
    case = promised(world, world.asked())

    with frozen_at(late):
        assert [swept(world), swept(world)] == [1, 0]

    (clock,) = clocks(case)
    assert (clock.breached_at, clock.stopped_at) == (late, None)
    told = world.entries(case)[-1]
    assert (told.kind, told.visibility, told.author_kind) == ("clock", "staff", "system")
    assert told.payload == {
        "breached": "first_response",
        "due_at": clock.due_at and clock.due_at.isoformat(),
    }
    assert is_whole(case)


def test_what_is_not_due_or_was_answered_in_time_is_left_alone(
    world: World, late: datetime
) -> None:
    waiting = promised(world, world.asked())
    kept = promised(world, world.asked(world.minjun))
    answered(kept, world.amara)

    assert swept(world) == 0
    with frozen_at(late):
        assert swept(world) == 1

    assert breaches(world.entries(waiting)) == ["first_response"]
    assert breaches(world.entries(kept)) == []


def test_a_late_answer_stops_the_clock_and_the_breach_stays_on_record(
    world: World, late: datetime
) -> None:
    case = promised(world, world.asked())
    with frozen_at(late):
        swept(world)
        answered(case, world.amara)
        assert swept(world) == 0

    (clock,) = clocks(case)
    assert (clock.breached_at, clock.stopped_at) == (late, late)


def test_the_next_question_is_a_new_promise(world: World, late: datetime) -> None:
    case = promised(world, world.asked())
    answered(case, world.amara)
    write_again(world, case)
    promised(world, case)

    with frozen_at(late):
        assert swept(world) == 1

    assert breaches(world.entries(case)) == ["next_response"]


def test_a_settled_case_breaches_nothing(world: World, late: datetime) -> None:
    case = promised(world, world.asked())
    resolved(case, world.amara)

    with frozen_at(late):
        assert swept(world) == 0


def test_a_sweep_takes_so_many_and_the_next_takes_the_rest(world: World, late: datetime) -> None:
    for customer in (world.dana, world.minjun, world.eve):
        promised(world, world.asked(customer))

    with frozen_at(late):
        assert [swept(world, limit=2), swept(world, limit=2), swept(world, limit=2)] == [2, 1, 0]


def test_a_sweep_of_another_brand_sees_nothing(world: World, late: datetime) -> None:
    case = promised(world, world.asked())

    with frozen_at(late):
        assert breach_clocks(actor=Actor.system(world.elsewhere.pk)) == 0
        assert breach_clocks(actor=Actor.system()) == 0

    assert clocks(case)[0].breached_at is None


def test_workers_who_sweep_at_once_breach_each_clock_once(world: World, late: datetime) -> None:
    cases = [promised(world, world.asked(c)) for c in (world.dana, world.minjun, world.eve)]

    with frozen_at(late):
        results = together(*[lambda: swept(world)] * 4)

    assert sum(result for result in results if isinstance(result, int)) == len(cases)
    for case in cases:
        assert breaches(world.entries(case)) == ["first_response"]
        assert is_whole(case)


def test_an_answer_and_the_sweep_at_once_agree_on_what_happened(
    world: World, late: datetime
) -> None:
    for customer in (world.dana, world.minjun, world.eve):
        case = promised(world, world.asked(customer))

        def answer(case: Case = case) -> object:
            return answered(case, world.amara)

        with frozen_at(late):
            results = together(answer, lambda: swept(world), lambda: swept(world))

        assert not [result for result in results if isinstance(result, Exception)]
        (clock,) = clocks(case)
        assert clock.stopped_at == late
        order = [entry.kind for entry in world.entries(case) if entry.kind in ("clock", "message")]
        assert order == ["message"] + (["clock"] if clock.breached_at else []) + ["message"]
        assert is_whole(case)


def test_a_sweep_waits_for_whoever_holds_a_case(world: World, late: datetime) -> None:
    """Head before clock, as every action locks: so the two cannot wait for one another."""
    case = promised(world, world.asked())
    with brand_scope(world.brand.pk):
        locked(case)
        with frozen_at(late):
            (result,) = together(lambda: swept_within(world, milliseconds=200))
    assert isinstance(result, Exception)

    with frozen_at(late):
        assert swept(world) == 1


def swept_within(world: World, *, milliseconds: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(milliseconds)])
    return swept(world)
