"""What is at stake, as the desk shows it: why a case stands where it does, and judging it."""

from __future__ import annotations

import pytest
from django.test import Client

from pharos.cases.models import Case
from pharos.people.models import Staff
from pharos.testing.world import World


def desk(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def rows(page: str) -> list[str]:
    return page.split('class="row__tick"')[1:]


@pytest.mark.requirement("IN-16", "TK-04")
def test_each_row_says_why_it_is_first_and_the_case_says_who_says_so(world: World) -> None:
    first = world.asked(text="Where is my deposit?")
    risk = world.asked(world.minjun, text="Somebody moves my coins", impact="funds_at_risk")
    amara = desk(world.amara)

    queue = rows(amara.get("/desk/").text)
    page = amara.get(f"/desk/cases/{risk.number}/").text

    assert [risk.number in queue[0], first.number in queue[1]] == [True, True]
    assert "Funds at risk" in queue[0]
    assert "Funds at risk" not in queue[1]
    assert "As the customer says. It counts as waiting for 24 hours longer." in page
    assert "At stake" not in amara.get(f"/desk/cases/{first.number}/").text


@pytest.mark.requirement("IN-16")
def test_whoever_answers_judges_it_with_a_reason_and_the_ledger_says_so(world: World) -> None:
    case = world.asked(impact="funds_at_risk")
    place = f"/desk/cases/{case.number}/impact/"
    amara = desk(world.amara)

    assert amara.post(place, {"impact": "question", "why": ""}).status_code == 422
    assert desk(world.olena).post(place, {"impact": "question", "why": "No."}).status_code == 403
    assert judged(world, case) == []
    assert (
        amara.post(place, {"impact": "cannot_use", "why": "The log-in works."}).status_code == 302
    )

    page = amara.get(f"/desk/cases/{case.number}/").text
    assert "As judged by staff. It counts as waiting for 2 hours longer." in page
    assert "judged what is at stake: Cannot trade, deposit or withdraw" in page
    assert "The log-in works." in page
    assert judged(world, case) == ["cannot_use"]


def judged(world: World, case: Case) -> list[str]:
    return [(e.payload or {})["to"] for e in world.entries(case) if e.kind == "impact"]
