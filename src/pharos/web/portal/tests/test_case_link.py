from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from pharos.cases.case_links import case_link
from pharos.cases.models import Case, CaseLink
from pharos.kernel.scope import brand_scope
from pharos.people.actions.know_sender import know_sender
from pharos.people.actor import Actor
from pharos.people.models import PersonMerge
from pharos.people.sender import Sender
from pharos.people.tests.exchange import Exchange, connected
from pharos.reception.admit import admit
from pharos.reception.inbound import Inbound
from pharos.testing.world import World
from pharos.web.portal.tests.pages import case_of, send, sign_in


@pytest.fixture
def exchange(world: World) -> Exchange:
    return connected(world.brand)


def written(world: World, surface: str = "", text: str = "Where is my deposit?") -> Case:
    """What somebody wrote from an account on a messenger."""
    sender = Sender(kind="telegram", value=uuid4().hex, name="dana_t", proved_by="telegram")
    actor = know_sender(actor=Actor.system(world.brand.pk), brand=world.brand, sender=sender)
    inbound = Inbound(
        channel="telegram",
        external_id=uuid4().hex,
        client_token="1",
        text=text,
        surface=surface,
        must_take=True,
    )
    admitted = admit(actor=actor, inbound=inbound)
    with brand_scope(world.brand.pk):
        return Case.objects.select_related("customer", "brand").get(number=admitted.case)


def link(world: World, case: Case) -> str:
    with brand_scope(world.brand.pk):
        address = case_link(world.conversation(case))
    return address[address.index(f"/{world.brand.slug}/") :]


def merges(case: Case) -> int:
    with brand_scope(case.brand_id):
        return PersonMerge.objects.filter(joined=case.customer, undone_at=None).count()


@pytest.mark.requirement("ID-03", "TK-15")
def test_the_link_shows_no_more_than_that_there_is_something(world: World) -> None:
    case = written(world)

    page = Client().get(link(world, case))

    assert page.status_code == 200
    for told in (case.number, "deposit?", "dana_t", "Telegram"):
        assert told not in page.text
    assert Client().get(link(world, case)[:-3] + "x/").status_code == 404


@pytest.mark.requirement("CH-27", "TK-15", "CH-03")
def test_who_signs_in_and_says_that_it_was_they_has_the_case_with_their_others(
    world: World, exchange: Exchange
) -> None:
    case, browser = written(world), Client()
    sign_in(browser, world.brand, exchange)
    asked = browser.get(link(world, case)).text
    assert "Was that you?" in asked
    assert case.number not in asked
    assert merges(case) == 0

    opened = browser.post(link(world, case))

    assert opened["Location"] == f"/{world.brand.slug}/cases/{case.number}/"
    assert "Where is my deposit?" in browser.get(opened["Location"]).text
    assert merges(case) == 1
    assert browser.get(link(world, case))["Location"] == opened["Location"]


def test_whoever_has_only_the_link_joins_nobody(world: World) -> None:
    case, browser = written(world), Client()
    send(browser, world.brand)

    assert browser.post(link(world, case)).status_code == 401
    assert merges(case) == 0


def test_a_conversation_of_somebody_who_is_known_is_nobody_else_s(
    world: World, exchange: Exchange
) -> None:
    case = written(world)
    for account, status in (("account-dana", 302), ("account-eve", 404)):
        browser = Client()
        sign_in(browser, world.brand, exchange, sub=account)
        assert browser.post(link(world, case)).status_code == status
    assert "belongs to somebody else" in browser.get(link(world, case)).text
    assert merges(case) == 1


@pytest.mark.requirement("TK-15")
def test_what_was_said_in_public_goes_on_in_a_case_of_their_own(
    world: World, exchange: Exchange
) -> None:
    public, browser = written(world, surface="public"), Client()
    sign_in(browser, world.brand, exchange)
    page = browser.get(link(world, public)).text
    assert "Was that you?" not in page
    assert browser.post(link(world, public)).status_code == 404

    token = link(world, public).rstrip("/").rpartition("/")[2]
    own = case_of(world, send(browser, world.brand, about=token))

    assert own.pk != public.pk
    assert merges(public) == 0
    with brand_scope(world.brand.pk):
        assert CaseLink.objects.filter(case=own, other=public, kind="related").count() == 1
    assert browser.get(f"/{world.brand.slug}/cases/{public.number}/").status_code == 404
