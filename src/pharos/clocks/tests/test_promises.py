from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pharos.brands.files import read_profile
from pharos.brands.parsing import parse_profile
from pharos.brands.profile import CLOCK_KINDS, Profile
from pharos.clocks.models import Clock
from pharos.clocks.people_here import People, now_for_people
from pharos.clocks.policies import CHAT, due_at, target_for
from pharos.testing.profile import profile as profile_of_tests

NORTHMERE = read_profile(Path(__file__).resolve().parents[4] / "profiles" / "northmere.yaml")[0]
ALWAYS = parse_profile(profile_of_tests("northmere", "Northmere"), "tests")


# The first of December is a holiday in Portugal.
DECEMBER_2 = datetime(2026, 12, 2, 8, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of November 2026, when Lisbon's wall shows UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.requirement("CH-28", "CH-31")
@pytest.mark.parametrize(
    ("profile", "instant", "people"),
    [
        (NORTHMERE, at(23, 12), People(here=True, until=at(23, 20), back_at=None)),
        (NORTHMERE, at(23, 20), People(here=False, until=None, back_at=at(24, 8))),
        (NORTHMERE, at(30, 21), People(here=False, until=None, back_at=DECEMBER_2)),
        (ALWAYS, at(23, 3), People(here=True, until=None, back_at=None)),
    ],
)
def test_a_customer_is_told_whether_people_are_here(
    profile: Profile, instant: datetime, people: People
) -> None:
    assert now_for_people(profile, instant) == people


def test_people_who_never_come_are_not_promised() -> None:
    days = [(at(23, 0) + timedelta(days=7 * n)).date().isoformat() for n in range(-3, 200)]
    hours = {"week": [{"days": ["mon"], "from": "08:00", "until": "09:00"}], "closed_on": days}
    profile = parse_profile({**profile_of_tests("a", "A"), "hours": hours}, "tests")

    assert now_for_people(profile, at(23, 8)) == People(here=False, until=None, back_at=None)


def test_promises_come_from_the_profile_or_else_the_preset() -> None:
    assert target_for(ALWAYS, "first_response") == CHAT["first_response"]
    assert target_for(NORTHMERE, "next_response").within == timedelta(minutes=10)


def test_a_promise_counts_open_hours_unless_it_says_otherwise() -> None:
    assert due_at(NORTHMERE, "first_response", at(23, 19, 59)) == at(24, 8, 1)
    assert due_at(NORTHMERE, "resolution", at(23, 19, 59)) == at(25, 19, 59)


def test_there_is_a_preset_for_every_clock() -> None:
    assert set(CHAT) == set(CLOCK_KINDS) == set(Clock.Kind.values)


@pytest.mark.requirement("CH-39")
def test_a_channel_that_publishes_a_time_of_its_own_is_held_to_that_one() -> None:
    figures = [{"text": "a day", "at_most": "24h"}, {"text": "at weekends", "at_most": "48h"}]
    social = {"kind": "twitter", "state": "LIVE", "support_role": "full"}
    told = profile_of_tests("a", "A")
    told["channels"] = [*told["channels"], social | {"published": {"response": figures}}]
    profile = parse_profile(told, "tests")

    began = at(23, 12)
    assert due_at(profile, "first_response", began, "x") == began + timedelta(hours=48)
    usual = due_at(profile, "first_response", began)
    assert usual == began + CHAT["first_response"].within
    assert due_at(profile, "first_response", began, "widget") == usual
    assert due_at(profile, "first_response", began, "discord") == usual
    assert due_at(profile, "resolution", began, "x") == due_at(profile, "resolution", began)
