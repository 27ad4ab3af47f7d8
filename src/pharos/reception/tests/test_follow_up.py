"""What follows from a message after it was acknowledged: done once, by any number of workers."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from pharos.cases.models import Case
from pharos.cases.states import CaseState, ChatState
from pharos.cases.tests.deeds import (
    answered,
    asked_by_somebody,
    clocks,
    fresh,
    is_whole,
    kinds,
    moves,
    put,
    resolved,
    together,
    write_again,
)
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.reception.follow_up_marks import leave_mark
from pharos.reception.models import FollowUp
from pharos.testing.world import World


def followed(world: World, **more: int) -> int:
    return follow_up(actor=Actor.system(world.brand.pk), **more)


def left(world: World) -> int:
    with brand_scope(world.brand.pk):
        return FollowUp.objects.count()


def test_a_new_case_goes_to_its_queue_and_its_promise_gets_a_time(world: World) -> None:
    case = world.asked()

    assert followed(world) == 1

    assert moves(world.entries(case)) == [["NEW", "TRIAGED"], ["TRIAGED", "QUEUED"]]
    assert world.conversation(case).state == ChatState.QUEUED
    (clock,) = clocks(case)
    assert clock.due_at == clock.started_at + timedelta(minutes=2)
    assert left(world) == 0
    assert is_whole(case)


def test_doing_it_twice_changes_nothing(world: World) -> None:
    case = world.asked()
    followed(world)
    before, due = kinds(world.entries(case)), clocks(case)[0].due_at
    with brand_scope(world.brand.pk):
        leave_mark(case, seq=1, at=world.now())

    assert [followed(world), followed(world)] == [1, 0]

    assert kinds(world.entries(case)) == before
    assert clocks(case)[0].due_at == due


def test_a_reopened_case_goes_back_to_its_owner(world: World) -> None:
    case = world.asked()
    followed(world)
    resolved(case, world.amara)
    write_again(world, case)

    followed(world)

    assert (fresh(case).state, fresh(case).assignee_id) == (CaseState.IN_PROGRESS, world.amara.pk)
    assert clocks(case)[-1].due_at is not None
    assert is_whole(case)


def test_a_triaged_case_is_queued(world: World) -> None:
    case = put(world.asked(), CaseState.TRIAGED)

    followed(world)

    assert moves(world.entries(case)) == [["TRIAGED", "QUEUED"]]


def test_a_case_that_somebody_is_at_stays_where_it_is(world: World) -> None:
    unsorted = {CaseState.NEW, CaseState.TRIAGED, CaseState.REOPENED}
    cases = {state: put(asked_by_somebody(world), state) for state in set(CaseState) - unsorted}

    followed(world)

    assert {state: fresh(case).state for state, case in cases.items()} == {s: s for s in cases}
    assert left(world) == 0


def test_who_answers_before_the_worker_comes_is_not_overtaken(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)

    followed(world)

    assert (fresh(case).state, fresh(case).assignee) == ("WAITING_CUSTOMER", world.amara)
    assert clocks(case)[0].due_at is None


def test_so_many_at_once_and_the_rest_after(world: World) -> None:
    for customer in (world.dana, world.minjun, world.eve):
        world.asked(customer)

    assert [followed(world, limit=2), followed(world, limit=2), followed(world)] == [2, 1, 0]


def test_if_it_fails_in_the_middle_the_marks_stay_and_nothing_is_half_done(world: World) -> None:
    case = world.asked()
    refused = Refusal("cases_case")
    with suppress(DatabaseError), connection.execute_wrapper(refused):
        followed(world)

    assert refused.happened
    assert (left(world), fresh(case).state, kinds(world.entries(case))) == (
        1,
        "NEW",
        ["message", "opened"],
    )

    assert followed(world) == 1
    assert fresh(case).state == CaseState.QUEUED
    assert is_whole(case)


class Refusal:
    """A database that fails when a table is to be changed."""

    def __init__(self, table: str) -> None:
        self.begins = f'UPDATE "{table}"'
        self.happened = False

    def __call__(self, execute: object, query: str, *rest: object) -> object:
        if query.startswith(self.begins):
            self.happened = True
            raise DatabaseError("the disk is full")
        assert callable(execute)
        return execute(query, *rest)


def test_workers_at_once_follow_up_each_once(world: World) -> None:
    cases = [world.asked(c) for c in (world.dana, world.minjun, world.eve)]

    results = together(*[lambda: followed(world, limit=1)] * 6)

    assert sorted(map(str, results)) == ["0", "0", "0", "1", "1", "1"]
    for case in cases:
        assert moves(world.entries(case)) == [["NEW", "TRIAGED"], ["TRIAGED", "QUEUED"]]
        assert is_whole(case)


def test_two_marks_of_one_case_in_two_hands_queue_it_once(world: World) -> None:
    case = world.asked()
    write_again(world, case)

    results = together(*[lambda: followed(world, limit=1)] * 2)

    assert not [result for result in results if isinstance(result, Exception)]
    assert moves(world.entries(case)) == [["NEW", "TRIAGED"], ["TRIAGED", "QUEUED"]]
    assert is_whole(case)


def test_another_brand_s_worker_takes_no_marks(world: World) -> None:
    world.asked()

    assert follow_up(actor=Actor.system(world.elsewhere.pk)) == 0
    assert follow_up(actor=Actor.system()) == 0

    assert left(world) == 1


def test_a_mark_outside_a_transaction_is_a_mistake(world: World) -> None:
    case: Case = world.asked()

    with pytest.raises(AssertionError):
        leave_mark(case, seq=1, at=world.now())
