from __future__ import annotations

import pytest

from pharos.cases.actions.assign import release_case, take_case
from pharos.cases.models import Case
from pharos.cases.states import CaseState, ChatState
from pharos.cases.tests.deeds import (
    answered,
    code_of,
    fresh,
    is_whole,
    kinds,
    moves,
    put,
    resolved,
    together,
    write_again,
)
from pharos.kernel.errors import Conflict
from pharos.people.models import Staff
from pharos.testing.world import World


def taken(case: Case, by: Staff) -> str:
    return code_of(lambda: take_case(actor=by.actor(), number=case.number))


def released(case: Case, by: Staff) -> str:
    return code_of(lambda: release_case(actor=by.actor(), number=case.number))


@pytest.mark.parametrize(
    ("who", "code"),
    [("amara", "ok"), ("bruno", "ok"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_a_case_is_taken_by_those_who_answer(world: World, who: str, code: str) -> None:
    case, staff = world.asked(), getattr(world, who)

    assert taken(case, staff) == code

    assert fresh(case).assignee == (staff if code == "ok" else None)


def test_taking_begins_the_work_and_tells_the_customer_who_is_there(world: World) -> None:
    case = world.asked()

    taken(case, world.amara)

    now = fresh(case)
    assert (now.state, now.assignee, now.touches) == (CaseState.IN_PROGRESS, world.amara, 0)
    assert now.waiting_since is not None
    assert world.conversation(case).state == ChatState.ACTIVE
    joined = world.entries(case)[-1]
    assert (joined.kind, joined.payload, joined.visibility) == (
        "joined",
        {"name": "Amara"},
        "customer",
    )
    assert is_whole(case)


def test_taking_again_changes_nothing(world: World) -> None:
    case = world.asked()
    taken(case, world.amara)
    before = kinds(world.entries(case))

    assert taken(case, world.amara) == "ok"

    assert kinds(world.entries(case)) == before


def test_what_a_colleague_has_is_taken_by_a_supervisor_only(world: World) -> None:
    case = world.asked()
    taken(case, world.amara)

    assert taken(case, world.kofi) == "already_taken"
    assert fresh(case).assignee == world.amara

    assert taken(case, world.bruno) == "ok"
    assert fresh(case).assignee == world.bruno
    assert is_whole(case)


def test_of_two_who_take_at_once_one_gets_it(world: World) -> None:
    case = world.asked()

    results = together(lambda: taken(case, world.amara), lambda: taken(case, world.kofi))

    assert sorted(map(str, results)) == ["already_taken", "ok"]
    assert kinds(world.entries(case)).count("joined") == 1


@pytest.mark.parametrize("state", [CaseState.WAITING_CUSTOMER, CaseState.WAITING_CHAIN])
def test_taking_what_waits_for_something_does_not_end_its_waiting(
    world: World, state: CaseState
) -> None:
    case = put(world.asked(), state)

    taken(case, world.amara)

    assert (fresh(case).state, fresh(case).assignee) == (state, world.amara)


@pytest.mark.parametrize(
    "state", [CaseState.RESOLVED, CaseState.CLOSED, CaseState.MERGED, CaseState.SPAM]
)
def test_what_is_settled_is_not_taken(world: World, state: CaseState) -> None:
    case = put(world.asked(), state, ChatState.ENDED)
    before = kinds(world.entries(case))

    assert taken(case, world.kofi) == "state_not_possible"

    assert fresh(case).assignee is None
    assert world.conversation(case).state == ChatState.ENDED
    assert kinds(world.entries(case)) == before


def test_a_case_given_back_is_in_the_queue_for_anybody(world: World) -> None:
    case = world.asked()
    taken(case, world.amara)

    assert released(case, world.amara) == "ok"

    now = fresh(case)
    assert (now.assignee, now.state) == (None, CaseState.QUEUED)
    assert moves(world.entries(case))[-1] == ["IN_PROGRESS", "QUEUED"]
    assert is_whole(case)
    assert taken(case, world.kofi) == "ok"


def test_what_was_answered_and_given_back_goes_on_waiting_for_the_customer(
    world: World,
) -> None:
    case = world.asked()
    answered(case, world.amara)

    released(case, world.amara)
    assert fresh(case).state == CaseState.WAITING_CUSTOMER

    write_again(world, case)
    assert (fresh(case).state, fresh(case).assignee) == (CaseState.QUEUED, None)
    assert is_whole(case)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("amara", "ok"),
        ("bruno", "ok"),
        ("kofi", "not_yours"),
        ("olena", "read_only"),
        ("chen", "not_found"),
    ],
)
def test_a_case_is_given_back_by_its_owner_or_a_supervisor(
    world: World, who: str, code: str
) -> None:
    case = world.asked()
    taken(case, world.amara)

    assert released(case, getattr(world, who)) == code

    assert fresh(case).assignee == (None if code == "ok" else world.amara)


def test_giving_back_what_nobody_has_changes_nothing(world: World) -> None:
    case = world.asked()
    before = kinds(world.entries(case))

    assert released(case, world.kofi) == "ok"

    assert kinds(world.entries(case)) == before


def test_the_owner_of_a_resolved_case_stays_known(world: World) -> None:
    case = world.asked()
    resolved(case, world.amara)

    with pytest.raises(Conflict):
        take_case(actor=world.bruno.actor(), number=case.number)

    assert fresh(case).assignee == world.amara
