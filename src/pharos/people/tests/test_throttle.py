from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.people import throttle
from pharos.people.throttle import Throttle, TooMany


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_the_next_waits() -> None:
    clock = Clock()
    gate = Throttle(per_minute=6, burst=3, clock=clock)
    for _ in range(3):
        gate.let("a")

    with pytest.raises(TooMany):
        gate.let("a")
    gate.let("b")
    clock.now += 10
    gate.let("a")


@given(st.lists(st.floats(0, 60), max_size=60))
def test_no_more_than_burst_and_rate_pass_in_any_stretch(pauses: list[float]) -> None:
    clock = Clock()
    gate = Throttle(per_minute=6, burst=3, clock=clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        try:
            gate.let("a")
        except TooMany:
            continue
        passed += 1

    assert passed <= 3 + (clock.now - 1000) / 10 + 1e-6


def test_a_flood_of_sources_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "REMEMBERED", 10)
    gate = Throttle(per_minute=6, burst=3)

    for number in range(100):
        gate.let(str(number))

    assert len(gate._due) == 10
