from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pharos.web.desk.pacing import Pace

# Time passes (seconds), or one of a few desks comes to be owed.
HAPPENS = st.lists(st.one_of(st.floats(0, 2), st.integers(0, 30)), max_size=120)


class Told:
    def __init__(self, rate: float, at_once: float | None = None) -> None:
        self.time = 0.0
        self.heard: list[tuple[float, int]] = []
        self.pace = Pace(self._hear, a_second=rate, at_once=at_once, clock=lambda: self.time)

    def _hear(self, desk: int) -> None:
        self.heard.append((self.time, desk))

    def happens(self, events: list[float | int]) -> None:
        for event in events:
            if isinstance(event, int):
                self.pace.owe(event)
            else:
                self.time += event
            self.pace.pay()


def test_few_desks_hear_at_once() -> None:
    told = Told(rate=5)

    told.happens([1, 2, 3])

    assert told.heard == [(0, 1), (0, 2), (0, 3)]


def test_many_desks_hear_in_turn_and_each_once() -> None:
    told = Told(rate=2)

    told.happens([*range(4), *range(4), 0.5, 0.5])

    assert [desk for _, desk in told.heard] == [0, 1, 2, 3]
    assert told.heard[-1][0] == 1.0


def test_what_a_small_team_does_not_use_is_saved_up_for_it() -> None:
    told = Told(rate=1, at_once=4)

    told.happens([1, 2, 3, 1.0, 4, 5, 6, 1.0, 2.0])

    assert [at for at, _ in told.heard] == [0, 0, 0, 1.0, 1.0, 2.0]


def test_a_desk_that_is_gone_is_not_told() -> None:
    told = Told(rate=1)

    told.happens([1, 2])
    told.pace.forget(2)
    told.happens([5.0])

    assert [desk for _, desk in told.heard] == [1]


@given(rate=st.integers(1, 10), at_once=st.integers(1, 20), events=HAPPENS)
def test_no_stretch_of_time_tells_more_than_its_share(
    rate: int, at_once: int, events: list[float | int]
) -> None:
    told = Told(rate, at_once)
    told.happens(events)

    for place, (start, _) in enumerate(told.heard):
        for length, (end, _) in enumerate(told.heard[place:], start=1):
            assert length <= at_once + (end - start) * rate + 1e-6


@given(rate=st.integers(1, 10), events=HAPPENS)
def test_whoever_is_owed_hears_in_the_end(rate: int, events: list[float | int]) -> None:
    told = Told(rate)
    told.happens(events)
    owed_last = {event: place for place, event in enumerate(events) if isinstance(event, int)}
    told.happens([1.0] * 40)

    assert told.pace.pay() == 0
    assert {desk for _, desk in told.heard} == set(owed_last)
