"""The page of a case that was put together with another: what is read there, and the way out."""

from __future__ import annotations

import pytest
from django.test import Client

from pharos.cases.actions.merge import merge_cases
from pharos.cases.actions.reason import correct_reason
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import fresh
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Handle
from pharos.people.tests.exchange import connected
from pharos.reception.follow_up import follow_up
from pharos.reception.repeats import join_repeats
from pharos.testing.world import World
from pharos.web.portal.tests.pages import case_of, send, sign_in

BUTTON = ">This is something else</button>"


@pytest.fixture
def browsers(world: World) -> dict[str, Client]:
    """Dana's browser and Minjun's, signed in from the exchange."""
    exchange = connected(world.brand)
    made = {}
    for name in ("dana", "minjun"):
        with brand_scope(world.brand.pk):
            account = Handle.objects.get(customer=getattr(world, name), kind="account").value
        made[name] = Client()
        sign_in(made[name], world.brand, exchange, sub=account)
    return made


def two(world: World, dana: Client) -> tuple[Case, Case]:
    """An open case from the chat, and the same again by a form."""
    there = world.asked(text="I cannot get in.", reason="")
    follow_up(actor=Actor.system(world.brand.pk))
    correct_reason(actor=world.amara.actor(), number=there.number, reason="ACC.LOCKED")
    new = case_of(world, send(dana, world.brand, "ACC.LOCKED", summary="I am locked out"))
    follow_up(actor=Actor.system(world.brand.pk))
    return there, new


def part(browser: Client, case: Case) -> int:
    return browser.post(f"/{case.brand.slug}/cases/{case.number}/parting/").status_code


@pytest.mark.requirement("TK-01", "CH-27")
def test_the_page_says_with_what_it_goes_on_and_takes_it_out_again(
    world: World, browsers: dict[str, Client]
) -> None:
    there, new = two(world, browsers["dana"])
    address = f"/{world.brand.slug}/cases/{new.number}/"
    assert BUTTON not in browsers["dana"].get(address).text
    assert join_repeats(Actor.system(world.brand.pk)) == 1

    page = browsers["dana"].get(address).text
    assert f"together with your open case {there.number}" in page
    assert BUTTON in page
    assert part(browsers["minjun"], new) == 404
    assert fresh(new).state == CaseState.MERGED
    assert part(browsers["dana"], new) == 302
    assert part(browsers["dana"], new) == 302

    assert fresh(new).state == CaseState.QUEUED
    page = browsers["dana"].get(address).text
    assert BUTTON not in page
    assert f"goes on by itself again, apart from {there.number}" in page


def test_what_a_person_merged_is_for_people_to_part(
    world: World, browsers: dict[str, Client]
) -> None:
    there, new = two(world, browsers["dana"])
    merge_cases(actor=world.amara.actor(), number=new.number, into=there.number)

    assert BUTTON not in browsers["dana"].get(f"/{world.brand.slug}/cases/{new.number}/").text
    assert part(browsers["dana"], new) == 409
    assert fresh(new).state == CaseState.MERGED
