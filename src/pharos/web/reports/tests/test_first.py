"""The first report, told from cases that really happened, read over HTTP."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from pharos.cases.actions.rate import Opinion, Rated, rate_case
from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered, asked_by_somebody, resolved
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at
from pharos.people.actor import Actor
from pharos.people.models import Team
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World

# A Tuesday; the brand of the tests is on Lisbon's clock, which is UTC in November.
MORNING = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)


def at(minutes: float) -> Any:
    return frozen_at(MORNING + timedelta(minutes=minutes))


def told(world: World, who: Any, **asked: str) -> Any:
    client = Client()
    client.force_login(who)
    query = {"brand": world.brand.slug, "first": "2026-11-09", "last": "2026-11-12"} | asked
    with at(0):
        return client.get("/reports/", query)


def rows(world: World, who: Any, **asked: str) -> dict[tuple[str, str], dict[str, Any]]:
    answer = json.loads(told(world, who, format="json", **asked).text)
    return {(row["group"], row["key"]): row for row in answer["rows"]}


@pytest.fixture
def a_day(world: World) -> World:
    """Three cases: answered in 1 min and ended in 30; answered in 9 h; and never answered."""
    with at(0):
        quick, slow = asked_by_somebody(world), asked_by_somebody(world)
        asked_by_somebody(world, language="ko")
        follow_up(actor=Actor.system(world.brand.pk))
    with at(1):
        answered(quick, world.amara)
    with at(30):
        resolved(quick, world.amara)
    with at(540):
        answered(slow, world.kofi)
    return world


@pytest.mark.requirement("CQ-14", "AN-03")
def test_the_period_is_told_in_percentiles_and_shares(a_day: World) -> None:
    whole = rows(a_day, a_day.bruno)["all", "all"]

    assert (whole["cases"], whole["unanswered"]) == (3, 1)
    # Between 60 s and 32,400 s: the middle, and nine tenths of the way.
    assert whole["first_response_p50"] == pytest.approx(16_230)
    assert whole["first_response_p90"] == pytest.approx(60 + 0.9 * 32_340)
    assert whole["resolution_p50"] == pytest.approx(1_800)
    assert whole["contacts_per_resolution"] == 1
    assert whole["reopened"] == 0


def test_the_rating_is_that_of_the_latest_ending(world: World) -> None:
    with at(0):
        case, other = world.asked(), asked_by_somebody(world)
    with at(5):
        resolved(case, world.amara)
        resolved(other, world.amara)
    with at(6):
        rated(world, case, 2)
    with at(7):
        rated(world, case, 5)

    found = rows(world, world.bruno)

    assert (found["all", "all"]["rating"], found["all", "all"]["ratings"]) == (5, 1)
    assert found["team", "Support"]["rating"] == 5


def rated(world: World, case: Case, overall: int) -> None:
    thread = world.conversation(case).external_id
    rate_case(
        actor=world.actor(world.dana),
        thread=Rated(channel="widget", external_id=thread, client_token=str(uuid4())),
        opinion=Opinion(overall=overall),
    )


def test_a_promise_counts_once_it_is_decided(a_day: World) -> None:
    """At nine nothing is past due yet; a day later whoever still waits counts as not kept."""
    client = Client()
    client.force_login(a_day.bruno)
    query = {"brand": a_day.brand.slug, "first": "2026-11-09", "last": "2026-11-12"}

    def kept(minutes: float) -> float:
        with at(minutes):
            answer = client.get("/reports/", query | {"format": "json"}).json()
        return float(answer["rows"][0]["first_response_kept"])

    assert kept(1) == pytest.approx(1 / 2)
    assert kept(24 * 60) == pytest.approx(1 / 3)


def test_the_same_cases_stand_by_channel_team_and_day(a_day: World) -> None:
    found = rows(a_day, a_day.bruno)

    assert found["channel", "Widget"]["cases"] == 3
    assert found["team", "Support"]["cases"] == 2
    assert found["team", "Korean"]["unanswered"] == 1
    days = {key: row["cases"] for (group, key), row in found.items() if group == "day"}
    assert days == {"2026-11-09": 0, "2026-11-10": 3, "2026-11-11": 0, "2026-11-12": 0}


def test_a_day_ends_at_the_brands_own_midnight(world: World) -> None:
    with frozen_at(datetime(2026, 7, 1, 22, 59, tzinfo=UTC)):
        asked_by_somebody(world)
    with frozen_at(datetime(2026, 7, 1, 23, 1, tzinfo=UTC)):
        asked_by_somebody(world)

    found = rows(world, world.bruno, first="2026-07-01", last="2026-07-02")

    assert [found["day", day]["cases"] for day in ("2026-07-01", "2026-07-02")] == [1, 1]


def test_the_page_says_what_each_figure_means(a_day: World) -> None:
    page = told(a_day, a_day.bruno).text

    assert "4 h 30 min" in page
    assert "Half of the answered cases had their first reply from a person" in page
    assert page.count("<abbr title=") == 6 + 3 * 12


def test_the_file_for_a_spreadsheet_has_the_same_figures(a_day: World) -> None:
    response = told(a_day, a_day.bruno, format="csv")

    lines = list(csv.DictReader(io.StringIO(response.text)))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "northmere" in response["Content-Disposition"]
    assert [(line["group"], line["cases"]) for line in lines[:3]] == [
        ("all", "3"),
        ("channel", "3"),
        ("team", "2"),
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(1)", " =1+1", "\uff1d1+1"])
def test_a_name_is_never_a_formula_in_the_file(world: World, name: str) -> None:
    team = world.team(world.brand, "sums", languages=["es"])
    with brand_scope(world.brand.pk):
        Team.objects.filter(pk=team.pk).update(name=name)
    with at(0):
        asked_by_somebody(world, language="es")

    lines = told(world, world.bruno, format="csv").text.splitlines()

    assert any(line.startswith(f"team,'{name},") for line in lines)


@pytest.mark.parametrize(
    ("who", "status"), [("bruno", 200), ("olena", 200), ("amara", 403), ("chen", 403)]
)
def test_reports_are_for_those_who_lead_and_check(world: World, who: str, status: int) -> None:
    assert told(world, getattr(world, who)).status_code == status


def test_another_brands_figures_are_as_absent_as_a_brand_that_is_not(world: World) -> None:
    own = told(world, world.bruno)
    other = told(world, world.bruno, brand=world.elsewhere.slug)
    nowhere = told(world, world.bruno, brand="nowhere")

    assert own.status_code == 200
    assert (other.status_code, nowhere.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ({"first": "2026-11-01", "last": "2026-11-30"}, 200, ""),
        ({"first": "2026-11-12", "last": "2026-11-09"}, 422, "ends before it begins"),
        ({"first": "2020-01-01", "last": "2026-11-09"}, 422, "a year at the most"),
        ({"first": "soon"}, 422, "Choose a day."),
    ],
)
def test_a_period_that_cannot_be_is_said(
    world: World, asked: dict[str, str], status: int, sentence: str
) -> None:
    response = told(world, world.bruno, **asked)

    assert response.status_code == status
    assert sentence in response.text


def test_a_page_of_the_report_asks_the_database_little(
    a_day: World, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(a_day.bruno)
    client.get("/reports/", {"brand": a_day.brand.slug})

    with django_assert_max_num_queries(10):
        client.get("/reports/", {"brand": a_day.brand.slug})
