"""Facts at the desk with the keyboard alone: there at once, looked up again, put into the reply."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from pharos.cases.models import Case
from pharos.channels.widget.tests.exchange_here import ExchangeHere
from pharos.exchange.simulator.northmere import account
from pharos.kernel.time import now
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World
from pharos.web.desk.tests.people import Visitor
from pharos.web.desk.tests.test_findings import TXID, arrives

pytestmark = pytest.mark.browser


@pytest.fixture
def here(desk_server: DeskServer, world: World) -> ExchangeHere:
    """The brand's exchange, in this process. The desk is there already, its worker rests."""
    made, ref = ExchangeHere.of(world), f"Dana-{world.mark}"
    dana = account("dana", "Dana", "en", now())
    made.exchange.accounts = {ref: replace(dana, card=replace(dana.card, ref=ref))}
    return made


def asked(here: ExchangeHere, text: str) -> Case:
    """Dana asks, and what can be looked up is looked up."""
    arrives(here)
    case = here.world.asked(text=text)
    here.work()
    return case


def at_the_desk(visitor: Visitor, server: DeskServer, world: World, **options: object) -> Page:
    context = visitor(viewport={"width": 1440, "height": 900}, **options)
    context.add_cookies([server.session_cookie(f"amara-{world.mark}")])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{server.url}/desk/?view=all")
    page.wait_for_load_state()
    return page


def open_by_keyboard(page: Page) -> None:
    expect(page.locator(".ticket")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator(".case--open")).to_be_visible()


@pytest.mark.requirement("AG-01")
def test_a_finding_is_put_into_the_reply_and_sent_by_its_writer(
    visitor: Visitor, desk_server: DeskServer, here: ExchangeHere
) -> None:
    asked(here, f"Where is it? {TXID}")
    page = at_the_desk(visitor, desk_server, here.world)
    open_by_keyboard(page)
    expect(page.locator("#found .finding").first).to_contain_text("Certain")

    page.keyboard.press("r")
    page.keyboard.type("Hello Dana.")
    page.keyboard.press("Escape")
    page.keyboard.press("w")

    expect(page.locator("#composer-body")).to_have_value(
        "Hello Dana.\n" + page.locator("#found .finding__body > p").first.inner_text()
    )
    expect(page.locator("#said")).to_contain_text("in English. Nothing is sent yet.")
    expect(page.locator(".entry--agent")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry--agent", has_text="We found your transfer")).to_be_visible()


def test_what_is_looked_up_arrives_by_itself(
    visitor: Visitor, desk_server: DeskServer, here: ExchangeHere
) -> None:
    asked(here, "Where is my deposit?")
    page = at_the_desk(visitor, desk_server, here.world)
    open_by_keyboard(page)

    page.keyboard.press("d")
    expect(page.locator("#dialog select[name=wanted]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(TXID)
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#found")).to_contain_text("Being looked up just now")
    here.work()

    expect(page.locator("#found .finding").first).to_contain_text("1.5 ETH")
    expect(page.locator(".entry--event", has_text="Amara looked at")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_facts_are_shown(
    visitor: Visitor, desk_server: DeskServer, here: ExchangeHere, scheme: str
) -> None:
    case = asked(here, f"Where is it? {TXID}")
    page = at_the_desk(visitor, desk_server, here.world, color_scheme=scheme)
    address = f"{desk_server.url}/desk/cases/{case.number}/"

    assert complaints(page, address) == []
    assert complaints(page, f"{address}diagnoses/") == []
    context = page.context
    context.clear_cookies()
    cookie = desk_server.session_cookie(f"bruno-{here.world.mark}")
    context.add_cookies([cookie])  # type: ignore[list-item]
    looks = f"{desk_server.url}/desk/customers/{here.world.dana.public_id}/looks/"
    assert complaints(page, looks) == []


def test_on_a_phone_the_words_land_in_the_reply_and_nothing_runs_over(
    visitor: Visitor, desk_server: DeskServer, here: ExchangeHere
) -> None:
    case = asked(here, f"Where is it? {TXID}")
    page = at_the_desk(visitor, desk_server, here.world)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{desk_server.url}/desk/cases/{case.number}/")
    page.locator("#show-facts").click()

    wide = page.evaluate(
        "[...document.querySelectorAll('#found *')].some(e => !e.closest('.hidden')"
        " && e.getBoundingClientRect().right > innerWidth + 1)"
    )
    page.locator("#found [data-key=words]").first.click()

    assert not wide
    expect(page.locator("#facts")).to_be_hidden()
    expect(page.locator("#composer-body")).to_have_value(re.compile("transfer of 1.5 ETH"))
