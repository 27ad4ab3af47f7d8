from __future__ import annotations

import re

import pytest

from pharos.health.actions.report import report
from pharos.people.actor import Actor
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("bruno", 200), ("amara", 403)])
def test_whoever_leads_sees_whether_everything_is_all_right(
    world: World, who: str, status: int
) -> None:
    response = signed_in(getattr(world, who)).get("/admin/health/")

    assert response.status_code == status
    assert ("Answers in" in response.text) is (status == 200)


def test_the_last_comparison_of_the_books_is_told(world: World) -> None:
    slug = world.brand.slug
    figures = {slug: {"cases": 7, "faults": 2}}
    report(actor=Actor.system(), kind="reconcile", well=False, figures=figures)

    page = signed_in(world.ada).get("/admin/health/").text

    assert f"do not agree: {slug}" in page


@pytest.mark.requirement("CH-03")
def test_the_books_show_what_came_in_by_each_channel_and_which_cases_to_look_at(
    world: World,
) -> None:
    case = world.asked()
    told = {"cases": 7, "faults": 1, "items": {"mail": 12}, "numbers": [case.number]}
    others = {"cases": 99, "faults": 0, "items": {"webhook": 4321}, "numbers": []}
    figures = {world.brand.slug: told, world.elsewhere.slug: others}
    report(actor=Actor.system(), kind="reconcile", well=False, figures=figures)

    page = signed_in(world.bruno).get("/admin/health/books/").text

    assert f'href="/desk/cases/{case.number}/"' in page
    assert "Mail: 12" in page
    assert "4321" not in page
    assert signed_in(world.amara).get("/admin/health/books/").status_code == 403


def test_what_is_wrong_stands_first_with_what_to_do(world: World) -> None:
    page = signed_in(world.ada).get("/admin/health/").text

    shown = re.findall(r'class="badge badge--(danger|now|success)"', page)
    assert len(shown) > 10
    assert shown == sorted(shown, key=["danger", "now", "success"].index)
    # The brand of a test has no profile that anybody verified.
    assert "Nobody has verified what these promise" in page
    assert "Compare the profile with the exchange" in page
