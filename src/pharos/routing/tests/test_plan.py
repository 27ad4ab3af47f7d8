"""The order of giving, whatever waits and whoever is there: fair, and nobody idle meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.routing.matching import language_fit
from pharos.routing.plan import Gift, Seat, Waiting, planned

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUEUES = (1, 2, 3)
STAFF = (1, 2, 3, 4)

waiting = st.builds(
    lambda minutes, queue, not_to: (START + timedelta(minutes=minutes), queue, not_to),
    st.integers(0, 20),
    st.sampled_from(QUEUES),
    st.frozensets(st.sampled_from(STAFF), max_size=3),
)
seats = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 5), st.frozensets(st.sampled_from(QUEUES))),
    max_size=len(STAFF),
)
limits = st.dictionaries(st.sampled_from(QUEUES), st.integers(0, 3))


@settings(max_examples=300, deadline=None)
@given(cases=st.lists(waiting, max_size=15), people=seats, most_each=limits)
@pytest.mark.requirement("TK-03")
def test_the_plan_is_fair_and_leaves_nobody_idle(
    cases: list[tuple[datetime, int, frozenset[int]]],
    people: list[tuple[int, int, frozenset[int]]],
    most_each: dict[int, int],
) -> None:
    all_waiting = [
        Waiting(case_id=number, queue_id=queue, since=since, not_to=not_to)
        for number, (since, queue, not_to) in enumerate(cases)
    ]
    there = [
        Seat(staff_id=staff_id, capacity=capacity, load=load, queues=queues)
        for staff_id, (capacity, load, queues) in zip(STAFF, people, strict=False)
    ]
    before = {seat.staff_id: seat.load for seat in there}

    gifts = planned(all_waiting, there, most_each, START)

    by_id = {seat.staff_id: seat for seat in there}
    assert len({gift.case.case_id for gift in gifts}) == len(gifts)
    for gift in gifts:
        seat = by_id[gift.staff_id]
        assert gift.case.queue_id in seat.queues
        assert gift.staff_id not in gift.case.not_to
    given_to = Counter(gift.staff_id for gift in gifts)
    for seat in there:
        assert seat.load == before[seat.staff_id] + given_to[seat.staff_id]
        assert seat.load <= max(seat.capacity, before[seat.staff_id])
    _nobody_idle(all_waiting, there, gifts, most_each)
    _nobody_overtaken(all_waiting, gifts)


def _nobody_idle(
    all_waiting: list[Waiting], there: list[Seat], gifts: list[Gift], most_each: dict[int, int]
) -> None:
    taken = {gift.case.case_id for gift in gifts}
    for case in all_waiting:
        if case.case_id not in taken:
            assert not [seat for seat in there if seat.may_take(case, most_each)]


def _nobody_overtaken(all_waiting: list[Waiting], gifts: list[Gift]) -> None:
    """Whoever got a younger case of the queue was not allowed to have the older one."""
    taken = {gift.case.case_id for gift in gifts}
    for old in all_waiting:
        if old.case_id in taken:
            continue
        for gift in gifts:
            is_younger = (gift.case.since, gift.case.case_id) > (old.since, old.case_id)
            if gift.case.queue_id == old.queue_id and is_younger:
                assert gift.staff_id in old.not_to


@pytest.mark.parametrize(
    ("spoken", "wanted", "fit"),
    [
        ("", "fr", 0),
        ("en", "en", 2),
        ("en", "en-US", 2),
        ("zh-Hans", "zh-Hans", 3),
        ("zh-Hans", "zh-Hant-TW", 1),
        ("en", "ko", -1),
        ("en", "enm", -1),
    ],
)
def test_how_close_a_queue_s_language_is(spoken: str, wanted: str, fit: int) -> None:
    assert language_fit(spoken, wanted) == fit
