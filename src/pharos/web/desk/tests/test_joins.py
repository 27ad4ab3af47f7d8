"""What the desk shows of a joining, at both cases, and how an agent takes it back."""

from __future__ import annotations

import re

import pytest

from pharos.cases.actions.reason import correct_reason
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import fresh
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.reception.repeats import join_repeats
from pharos.testing.world import World
from pharos.web.desk.joins import joined_line
from pharos.web.desk.tests.test_pages import FRAGMENT, signed_in


def words(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def joined(world: World) -> tuple[Case, Case]:
    system = Actor.system(world.brand.pk)
    there = world.asked(text="I cannot get in.", reason="")
    follow_up(actor=system)
    correct_reason(actor=world.amara.actor(), number=there.number, reason="ACC.LOCKED")
    new = world.asked(text="It is locked.", reason="ACC.LOCKED")
    follow_up(actor=system)
    assert join_repeats(system) == 1
    return there, new


@pytest.mark.requirement("TK-09")
def test_both_pages_say_why_and_lead_to_the_other(world: World) -> None:
    there, new = joined(world)
    client = signed_in(world.amara)

    at_new = client.get(f"/desk/cases/{new.number}/").text
    at_there = client.get(f"/desk/cases/{there.number}/").text

    why = "the same customer and topic Account access (ACC.LOCKED)"
    assert f"Joined with {there.number} by itself: {why}" in words(at_new)
    assert f"{new.number} joined this by itself: {why}" in words(at_there)
    assert "told the customer that this was joined with another case" in at_new
    assert f'href="/desk/cases/{there.number}/"' in at_new
    assert f'href="/desk/cases/{new.number}/unmerging/"' in at_there
    watching = signed_in(world.olena).get(f"/desk/cases/{there.number}/").text
    assert f'href="/desk/cases/{new.number}/"' in watching
    assert "unmerging" not in watching


@pytest.mark.parametrize(
    ("who", "status", "state"),
    [
        ("amara", 204, CaseState.QUEUED),
        ("olena", 403, CaseState.MERGED),
        ("chen", 404, CaseState.MERGED),
    ],
)
def test_an_agent_takes_it_back(world: World, who: str, status: int, state: str) -> None:
    there, new = joined(world)
    client = signed_in(getattr(world, who))

    answer = client.post(f"/desk/cases/{new.number}/unmerging/", {"sure": "on"}, headers=FRAGMENT)

    assert (answer.status_code, fresh(new).state) == (status, state)
    page = signed_in(world.amara).get(f"/desk/cases/{there.number}/").text
    assert (f'href="/desk/cases/{new.number}/unmerging/"' in page) is (state == CaseState.MERGED)


@pytest.mark.parametrize(
    ("same", "why"),
    [
        (
            {"by": "subject", "reason": "DEP", "what": "0x" + "ab" * 32},
            "the same customer names the same thing, 0xabababab…ababab",
        ),
        (
            {"by": "finding", "reason": "DEP.NOT_FOUND", "what": "D07 PAUSED"},
            "and the same was found: State of a network, paused",
        ),
    ],
)
def test_the_reason_is_told_in_words(same: dict[str, str], why: str) -> None:
    assert why in joined_line({"into": "7KQF-3MDW-X", "same": same})
