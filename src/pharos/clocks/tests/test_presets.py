from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pharos.clocks.presets import snooze_presets
from pharos.clocks.tests.test_promises import ALWAYS, NORTHMERE, at


@pytest.mark.parametrize(
    ("instant", "name", "until"),
    [
        (at(23, 12), "hour", at(23, 13)),
        (at(23, 12), "opening", at(24, 8)),  # open now: the one after
        (at(23, 21), "opening", at(24, 8)),
        (at(23, 12), "tomorrow", at(24, 8)),
        (at(30, 12), "tomorrow", datetime(2026, 12, 2, 8, tzinfo=UTC)),  # a holiday between
        (at(25, 12), "monday", at(30, 8)),
        (at(23, 7), "monday", at(30, 8)),  # on a Monday: the next
    ],
)
def test_until_when_things_are_put_off(instant: datetime, name: str, until: datetime) -> None:
    assert snooze_presets(NORTHMERE, instant)[name] == until


def test_who_never_closes_begins_the_morning_at_nine() -> None:
    presets = snooze_presets(ALWAYS, at(23, 12))

    assert presets == {
        "hour": at(23, 12) + timedelta(hours=1),
        "tomorrow": at(24, 9),
        "monday": at(30, 9),
    }
