"""When a new case is about the same problem as an open one, and when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.reception.same_problem import By, Problem, Same, same_problem

AT = datetime(2026, 7, 13, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
DANA, DANAS_MAIL, EVE = 1, 2, 3
DEPOSIT = {"txid": "0xab", "address": "0xd"}


def problem(case_id: int, **more: Any) -> Problem:
    told: dict[str, Any] = {
        "opened_at": AT + timedelta(hours=case_id),
        "customers": frozenset({DANA}),
        "reason": "DEP.NOT_FOUND",
    }
    return Problem(case_id=case_id, **told | more)


def decided(new: Problem, *others: Problem, **more: Any) -> Same | None:
    known: dict[str, Any] = {"person": frozenset({DANA, DANAS_MAIL}), "within": WEEK}
    return same_problem(new, others, **known | more)


NEW = problem(9)
SAME = {
    "the same reason": ({}, {}, By.REASON),
    "the same finding": ({"found": "D01 PENDING"}, {"found": "D01 PENDING"}, By.FINDING),
    "one was not diagnosed": ({"found": "D01 PENDING"}, {}, By.REASON),
    "one names nothing": ({"subjects": DEPOSIT}, {}, By.REASON),
    "the same thing": ({"subjects": DEPOSIT}, {"subjects": {"txid": "0xab"}}, By.SUBJECT),
    "the same thing, found to be a deposit": (
        {"reason": "DEP", "subjects": DEPOSIT},
        {"subjects": {"txid": "0xab"}},
        By.SUBJECT,
    ),
    "the same thing, which has moved on": (
        {"subjects": DEPOSIT, "found": "D01 CREDITED"},
        {"subjects": DEPOSIT, "found": "D01 PENDING"},
        By.SUBJECT,
    ),
    "the same person by another proof": ({}, {"customers": frozenset({DANAS_MAIL})}, By.REASON),
    "what is awaited in both": ({"awaits": frozenset("x")}, {"awaits": frozenset("xy")}, By.REASON),
    "within the time": ({}, {"opened_at": NEW.opened_at - WEEK}, By.REASON),
}
ANOTHER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another reason": ({}, {"reason": "DEP.PENDING"}),
    "the same broad topic": ({"reason": "DEP"}, {"reason": "DEP"}),
    "no reason": ({"reason": ""}, {"reason": ""}),
    "another thing": ({"subjects": DEPOSIT}, {"subjects": {"txid": "0xcd"}}),
    "another thing to the same address": (
        {"subjects": DEPOSIT},
        {"subjects": {"txid": "0xcd", "address": "0xd"}},
    ),
    "things of different kinds": ({"subjects": {"order": "7"}}, {"subjects": {"txid": "0xcd"}}),
    "the same thing for another reason": (
        {"subjects": DEPOSIT, "reason": "WDR.NOT_RECEIVED"},
        {"subjects": DEPOSIT},
    ),
    "another finding": ({"found": "D01 PENDING"}, {"found": "D07 PAUSED"}),
    "another customer": ({}, {"customers": frozenset({EVE})}),
    "another customer besides": ({}, {"customers": frozenset({DANA, EVE})}),
    "nobody who is proved": ({"customers": frozenset()}, {}),
    "nobody proved there": ({}, {"customers": frozenset()}),
    "people at work on the new one": ({"is_free": False}, {}),
    "people answering the open one": ({}, {"is_free": False}),
    "what is awaited here alone": ({"awaits": frozenset("x")}, {"awaits": frozenset("y")}),
    "too long ago": ({}, {"opened_at": NEW.opened_at - WEEK - timedelta(seconds=1)}),
    "a later case": ({}, {"opened_at": NEW.opened_at + timedelta(seconds=1)}),
}


@pytest.mark.parametrize(("new", "open_one", "by"), SAME.values(), ids=list(SAME))
@pytest.mark.requirement("TK-09")
def test_it_is_the_same_problem(new: dict[str, Any], open_one: dict[str, Any], by: By) -> None:
    same = decided(replace(NEW, **new), problem(1, **open_one))

    assert same is not None
    assert (same.case_id, same.by) == (1, by)


@pytest.mark.parametrize(("new", "open_one"), ANOTHER.values(), ids=list(ANOTHER))
@pytest.mark.requirement("TK-09")
def test_it_is_another_problem(new: dict[str, Any], open_one: dict[str, Any]) -> None:
    assert decided(replace(NEW, **new), problem(1, **open_one)) is None
    assert decided(NEW, problem(1)) is not None


def test_of_two_that_fit_nobody_chooses_unless_one_thing_tells() -> None:
    one, other = problem(1, subjects={"txid": "0xab"}), problem(2, subjects={"txid": "0xcd"})

    assert decided(NEW, one, other) is None
    named = decided(replace(NEW, subjects={"txid": "0xcd"}), one, other)
    assert named == Same(case_id=2, by=By.SUBJECT, what="0xcd")


def test_the_earliest_of_those_about_one_thing_goes_on() -> None:
    about = {"subjects": DEPOSIT}

    same = decided(replace(NEW, **about), problem(2, **about), problem(1, **about))  # type: ignore[arg-type]

    assert same is not None
    assert same.case_id == 1


def test_what_was_parted_once_stays_apart() -> None:
    assert decided(NEW, problem(1), parted=frozenset({1})) is None
    assert decided(NEW, problem(1), parted=frozenset({2})) is not None


CUSTOMERS = st.frozensets(st.sampled_from([DANA, DANAS_MAIL, EVE]), max_size=3)
PROBLEMS = st.builds(
    Problem,
    case_id=st.integers(1, 50),
    opened_at=st.integers(0, 20).map(lambda days: AT + timedelta(days=days)),
    customers=CUSTOMERS,
    reason=st.sampled_from(["", "DEP", "DEP.NOT_FOUND", "WDR.NOT_RECEIVED"]),
    found=st.sampled_from(["", "D01 PENDING", "D07 PAUSED"]),
    subjects=st.dictionaries(
        st.sampled_from(["txid", "order", "address"]), st.sampled_from(["a", "b"]), max_size=2
    ),
    awaits=st.frozensets(st.sampled_from("xy")),
    is_free=st.booleans(),
)


@pytest.mark.requirement("TK-09")
@settings(max_examples=400, deadline=None)
@given(new=PROBLEMS, others=st.lists(PROBLEMS, max_size=5), person=CUSTOMERS, data=st.data())
def test_whatever_is_found_is_the_persons_own_open_earlier_and_recent(
    new: Problem, others: list[Problem], person: frozenset[int], data: st.DataObject
) -> None:
    parted = data.draw(st.frozensets(st.sampled_from([each.case_id for each in others] or [0])))
    same = decided(new, *others, person=person, parted=parted)

    if same is None:
        return
    fitting = [one for one in others if one.case_id == same.case_id and one.age < new.age]
    assert same.case_id not in parted
    assert new.is_free
    assert any(
        one.is_free
        and one.customers | new.customers <= person
        and one.customers
        and new.opened_at - one.opened_at <= WEEK
        and all(new.subjects[k] == one.subjects[k] for k in new.subjects.keys() & one.subjects)
        and new.awaits <= one.awaits
        for one in fitting
    )


@settings(max_examples=200, deadline=None)
@given(new=PROBLEMS, others=st.lists(PROBLEMS, max_size=5, unique_by=lambda one: one.case_id))
def test_the_order_in_which_they_are_read_does_not_matter(
    new: Problem, others: list[Problem]
) -> None:
    assert decided(new, *others) == decided(new, *reversed(others))
