"""Each fact that is not as it should be turns its own check, and no other, and says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pharos.health.check import Check, Level, worst
from pharos.health.checks import checks
from pharos.health.facts import Facts, Failing, Place, Pulse, Told

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOUR = 3600.0
PLACE = Place(
    at=AT,
    version="0.1.0",
    free_mb=80_000,
    total_mb=250_000,
    least_mb=512,
    base_url="https://help.northmere.example",
    demo=False,
)
BEATING = Pulse(age_seconds=2, at=AT, beating=1, listening=True, versions=("0.1.0",))
BACKUP = Told(at=AT, age_seconds=HOUR, well=True, figures={}, well_at=AT, well_age_seconds=HOUR)
AGREED = Told(at=AT, age_seconds=HOUR, well=True, figures={"northmere": {"cases": 7, "faults": 0}})
WELL = Facts(
    place=PLACE,
    answer_seconds=0.001,
    database_now=AT,
    connections=10,
    most_connections=100,
    schema="current",
    worker=BEATING,
    live=BEATING,
    failing=(),
    began_on=date(2026, 1, 1),
    last_root=date(2026, 11, 24),
    backup=BACKUP,
    reconciled=AGREED,
    oldest_mark_seconds=0,
    marks=0,
    unverified=(),
    brands=("northmere",),
)
FAILING = Failing(name="sign_roots", since=AT, seconds=700, failed_with="ValueError")


def found(facts: Facts) -> dict[str, Check]:
    return {check.name: check for check in checks(facts)}


def test_an_installation_that_is_well_is_green_all_over() -> None:
    told = found(WELL)

    assert {check.level for check in told.values()} == {Level.GOOD}
    assert len(told) == len(checks(WELL)) >= 15
    assert all(not check.advice for check in told.values())


@pytest.mark.parametrize(
    ("change", "name", "level"),
    [
        ({"answer_seconds": 0.5}, "database", "warn"),
        ({"connections": 95}, "database", "warn"),
        ({"schema": "older"}, "schema", "bad"),
        ({"schema": "newer"}, "schema", "bad"),
        ({"place": replace(PLACE, free_mb=4_000)}, "disk", "warn"),
        ({"place": replace(PLACE, free_mb=100)}, "disk", "bad"),
        ({"unscanned": 3, "unscanned_since": AT}, "files", "bad"),
        ({"place": replace(PLACE, reads_pictures=False)}, "files", "warn"),
        ({"worker": None}, "worker", "bad"),
        ({"worker": replace(BEATING, age_seconds=30)}, "worker", "warn"),
        ({"worker": replace(BEATING, age_seconds=61)}, "worker", "bad"),
        ({"failing": (replace(FAILING, seconds=5),)}, "rounds", "warn"),
        ({"failing": (FAILING,)}, "rounds", "bad"),
        ({"oldest_mark_seconds": 90.0, "marks": 4}, "follow_ups", "warn"),
        ({"oldest_mark_seconds": 900.0, "marks": 4}, "follow_ups", "bad"),
        ({"live": None}, "live", "bad"),
        ({"live": replace(BEATING, listening=False)}, "live", "warn"),
        ({"last_root": date(2026, 11, 23)}, "root", "warn"),
        ({"last_root": date(2026, 11, 20)}, "root", "bad"),
        ({"last_root": None}, "root", "bad"),
        ({"backup": None}, "backup", "warn"),
        ({"backup": replace(BACKUP, well_age_seconds=30 * HOUR)}, "backup", "warn"),
        ({"backup": replace(BACKUP, well_age_seconds=80 * HOUR)}, "backup", "bad"),
        ({"backup": replace(BACKUP, well=False)}, "backup", "warn"),
        ({"backup": replace(BACKUP, well=False, well_age_seconds=None)}, "backup", "bad"),
        ({"reconciled": replace(AGREED, age_seconds=50 * HOUR)}, "reconcile", "warn"),
        (
            {"reconciled": replace(AGREED, figures={"northmere": {"cases": 7, "faults": 2}})},
            "reconcile",
            "bad",
        ),
        ({"database_now": AT + timedelta(seconds=5)}, "clock", "warn"),
        ({"database_now": AT - timedelta(seconds=50)}, "clock", "bad"),
        ({"place": replace(PLACE, base_url="http://127.0.0.1:8000")}, "address", "warn"),
        ({"place": replace(PLACE, base_url="http://help.northmere.example")}, "address", "bad"),
        ({"place": replace(PLACE, demo=True)}, "demo", "bad"),
        ({"unverified": ("Northmere",)}, "brands", "warn"),
        ({"worker": replace(BEATING, versions=("0.0.9",))}, "version", "warn"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    change: dict[str, Any], name: str, level: str
) -> None:
    told = found(replace(WELL, **change))

    assert told[name].level == level
    assert str(told[name].advice)
    assert {each for each, check in told.items() if check.level != Level.GOOD} == {name}


def test_a_first_day_needs_no_root_yet() -> None:
    today = replace(WELL, began_on=AT.date(), last_root=None)

    assert found(today)["root"].level == Level.GOOD


def test_faults_of_brands_that_one_may_not_see_are_not_shown() -> None:
    elsewhere = {"northmere": {"cases": 7, "faults": 0}, "eastvale": {"cases": 1, "faults": 1}}
    told = found(replace(WELL, reconciled=replace(AGREED, figures=elsewhere, well=False)))

    assert told["reconcile"].level == Level.GOOD
    assert "eastvale" not in told["reconcile"].words


def test_the_worst_of_all_is_what_counts() -> None:
    assert worst(checks(WELL)) == Level.GOOD
    assert worst(checks(replace(WELL, worker=None))) == Level.BAD
    assert worst([]) == Level.GOOD
