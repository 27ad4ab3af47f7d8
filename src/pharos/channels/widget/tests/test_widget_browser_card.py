"""Facts in the widget: a hash is recognised, looked up, answered with a card, and followed up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from pharos.cases.models import Case
from pharos.channels.widget.tests.browsing import Talk, open_page
from pharos.channels.widget.tests.exchange_here import POLYGON, ExchangeHere
from pharos.kernel.ids import new_case_number
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

pytestmark = pytest.mark.browser
Visitor = Callable[..., BrowserContext]
TXID = "0x" + "8c41d7e2b6f03a95" * 4
FIELDS = {"en": "Write a message", "ko": "메시지 쓰기"}
PHONE = {"width": 390, "height": 844}


class Customer:
    """Somebody with an account, at the topic of deposits."""

    def __init__(self, page: Page, here: ExchangeHere, language: str) -> None:
        self.page, self.here = page, here
        self.talk = Talk(page, field=FIELDS[language])

    def begin(self) -> Customer:
        self.talk.open().panel.get_by_role("button", name="Deposit not arrived").click()
        return self

    def ask(self, txid: str = TXID) -> Case:
        """Paste the hash and send it; return the case that this became."""
        self.talk.say(txid)
        number = self.talk.case
        with brand_scope(self.here.brand.pk):
            return Case.objects.get(number=number)

    @property
    def cards(self) -> Locator:
        return self.talk.panel.get_by_role("article")

    @property
    def hint(self) -> Locator:
        return self.talk.panel.locator(".foot--talk .small")


@pytest.fixture
def here(desk_server: DeskServer, world: World) -> ExchangeHere:
    """The brand's exchange, in this process. The desk is there already, its worker rests."""
    return ExchangeHere.of(world)


@pytest.fixture
def comes(visitor: Visitor, desk_server: DeskServer, here: ExchangeHere) -> Any:
    """Somebody whom the exchange vouches for opens its page."""

    def open_as(name: str, language: str = "en", **options: Any) -> Customer:
        places = {"en": ("en-GB", "Europe/Lisbon"), "ko": ("ko-KR", "Asia/Seoul")}
        locale, zone = places[language]
        context = visitor(locale=locale, timezone_id=zone, **options)
        token = here.customer(name, language)
        page = open_page(context, desk_server.url, f'data-token="{token}"', brand=here.brand.slug)
        return Customer(page, here, language)

    return open_as


@pytest.mark.requirement("IN-08")
def test_a_korean_customer_pastes_a_hash_and_gets_the_card_in_korean(
    comes: Any, here: ExchangeHere
) -> None:
    minjun = comes("Minjun", "ko").begin()
    here.deposit("Minjun", TXID, seconds_ago=60)
    case = minjun.ask()
    here.work()

    card = minjun.cards
    expect(card).to_have_accessible_name("확인된 내용")
    expect(card.locator(".amount")).to_contain_text("1.5 ETH")
    expect(card).to_contain_text("6/12 컨펌")
    expect(card.get_by_role("progressbar", name="컨펌")).to_have_attribute("value", "6")
    expect(card).to_contain_text(re.compile(r"다음 단계.*\d\d:\d\d\(내 시간, .+\)쯤 다시 확인"))
    expect(card).to_contain_text("0x8c41…f03a95")
    message = minjun.talk.panel.locator(".message--card")
    expect(message.locator(".who")).to_contain_text("Northmere 자동 응답")
    expect(message.locator(".words")).to_have_text(here.told(case)[0].body or "")


@pytest.mark.requirement("IN-08")
def test_a_hash_is_recognised_as_it_is_pasted_and_the_hint_goes_with_the_message(
    comes: Any,
) -> None:
    minjun = comes("Minjun", "ko").begin()
    field = minjun.talk.panel.get_by_role("textbox")
    field.fill(TXID[:-1])
    field.fill(f"여기요 {TXID}")
    expect(minjun.hint).to_have_text("트랜잭션을 인식했습니다. 보내시면 바로 조회합니다.")
    expect(minjun.hint).to_have_role("status")

    field.fill(f"여기요 {TXID}0")
    expect(minjun.hint).to_have_text("")
    field.fill(TXID)
    expect(minjun.hint).not_to_have_text("")
    field.press("Enter")
    expect(minjun.talk.mine).to_have_text([TXID])
    expect(minjun.hint).to_have_text("")


def test_a_case_number_is_recognised_and_one_misheard_is_not(comes: Any) -> None:
    dana = comes("Dana").begin()
    number = new_case_number()
    other = "3" if number[0] != "3" else "4"
    field = dana.talk.panel.get_by_role("textbox")

    field.fill(f"It is about {number.lower()}.")
    expect(dana.hint).to_have_text(f"We recognise case {number}.")
    field.fill(f"It is about {other}{number[1:]}.")
    expect(dana.hint).to_have_text("")


def test_a_visitor_is_promised_no_look_into_an_account(
    visitor: Visitor, desk_server: DeskServer, here: ExchangeHere
) -> None:
    page = open_page(visitor(), desk_server.url, brand=here.brand.slug)
    eve = Customer(page, here, "en").begin()
    eve.talk.panel.get_by_role("textbox").fill(TXID)
    expect(eve.hint).to_have_text("We recognise a transaction.")


def test_a_card_shows_where_a_transfer_went_and_where_it_was_expected(
    comes: Any, here: ExchangeHere
) -> None:
    dana = comes("Dana").begin()
    here.deposit("Dana", TXID, seconds_ago=600, network=POLYGON)
    dana.ask()
    here.work()
    stops = dana.cards.locator(".route li")
    expect(stops).to_have_text(["Polygonwhere it arrived", "Ethereumwhere it was expected"])
    expect(dana.cards.get_by_role("term")).to_have_text(["Transaction"])


@pytest.mark.requirement("IN-08")
def test_when_the_chain_advances_the_follow_up_comes_by_itself_and_takes_over_the_promise(
    comes: Any, here: ExchangeHere
) -> None:
    dana = comes("Dana").begin()
    here.deposit("Dana", TXID, seconds_ago=60)
    dana.ask()
    here.work()
    expect(dana.cards).to_have_count(1)
    expect(dana.cards.first).to_contain_text("What happens next")
    expect(dana.cards.first).to_contain_text(re.compile(r"\d\d:\d\d your time \(Lisbon\)"))

    with frozen_at(now() + timedelta(minutes=10)):
        here.work()

    expect(dana.cards).to_have_count(2)
    expect(dana.talk.words.last).to_contain_text("1.5 ETH")
    expect(dana.cards.first).not_to_contain_text("What happens next")
    expect(dana.cards.first).to_contain_text("6 of 12 confirmations")
    dana.page.reload()
    expect(dana.talk.open().panel.get_by_role("article")).to_have_count(2)
    expect(dana.cards.first).not_to_contain_text("What happens next")


def test_a_card_that_came_while_closed_is_counted(comes: Any, here: ExchangeHere) -> None:
    dana = comes("Dana").begin()
    here.deposit("Dana", TXID, seconds_ago=60)
    dana.ask()
    dana.page.keyboard.press("Escape")
    here.work()
    expect(dana.page.get_by_role("button", name="Help, 1 new message")).to_be_visible()


def test_the_whole_hash_is_copied_by_keyboard_and_that_is_said(
    comes: Any, here: ExchangeHere
) -> None:
    dana = comes("Dana", permissions=["clipboard-read", "clipboard-write"]).begin()
    here.deposit("Dana", TXID, seconds_ago=60)
    dana.ask()
    here.work()
    copy = dana.cards.get_by_role("button", name=re.compile("^Copy whole: "))
    copy.wait_for()
    dana.talk.panel.get_by_role("log").focus()
    dana.page.keyboard.press("Tab")
    expect(copy).to_be_focused()
    dana.page.keyboard.press("Enter")

    expect(dana.cards.get_by_role("status")).to_have_text("Copied")
    assert dana.page.evaluate("navigator.clipboard.readText()") == TXID
    expect(copy).to_be_focused()


def test_where_the_page_has_no_clipboard_the_hash_is_copied_all_the_same(
    comes: Any, here: ExchangeHere
) -> None:
    dana = comes("Dana", permissions=["clipboard-read", "clipboard-write"])
    dana.begin()
    here.deposit("Dana", TXID, seconds_ago=60)
    dana.ask()
    here.work()
    dana.page.evaluate("() => void (navigator.clipboard.writeText = () => Promise.reject())")
    dana.cards.get_by_role("button").click()
    expect(dana.cards.get_by_role("status")).to_have_text("Copied")
    assert dana.page.evaluate("navigator.clipboard.readText()") == TXID


@pytest.mark.parametrize("missing", ["card.js", "card.css", "en.card.js"])
def test_what_cannot_be_drawn_is_said_as_a_plain_message(
    comes: Any, here: ExchangeHere, missing: str
) -> None:
    dana = comes("Dana")
    dana.page.context.route(f"**/{missing}", lambda route: route.abort())
    dana.begin()
    here.deposit("Dana", TXID, seconds_ago=60)
    case = dana.ask()
    here.work()

    expect(dana.talk.words).to_have_text([TXID, here.told(case)[0].body or ""])
    expect(dana.talk.panel.locator(".who")).to_contain_text("a bot")
    expect(dana.cards).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_about_cards_and_looks(
    comes: Any, here: ExchangeHere, scheme: str
) -> None:
    dana = comes("Dana", color_scheme=scheme, viewport=PHONE).begin()
    here.deposit("Dana", TXID, seconds_ago=60)
    dana.talk.panel.get_by_role("textbox").fill(TXID)
    expect(dana.hint).not_to_have_text("")
    assert complaints(dana.page) == []
    dana.ask()
    here.work()
    expect(dana.cards).to_have_count(1)
    panel = dana.talk.panel
    assert panel.evaluate("panel => panel.scrollWidth - panel.clientWidth") == 0
    panel.get_by_role("button", name="More").click()
    panel.get_by_role("button", name="Who looked at your data").click()
    expect(panel.get_by_role("list", name="Who looked at your data")).to_be_visible()
    assert complaints(dana.page) == []


def test_a_customer_reads_who_looked_at_their_data(comes: Any, here: ExchangeHere) -> None:
    dana = comes("Dana").begin()
    here.deposit("Dana", TXID, seconds_ago=60)
    dana.ask()
    here.work()
    expect(dana.cards).to_have_count(1)
    panel = dana.talk.panel
    panel.get_by_role("button", name="More").click()
    panel.get_by_role("button", name="Who looked at your data").click()
    rows = panel.get_by_role("list", name="Who looked at your data").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("automatic")
    expect(rows).to_contain_text("your deposits")
    panel.locator(".ask").get_by_role("button", name="Close").click()
    expect(rows).to_have_count(0)
    expect(panel.get_by_role("textbox")).to_be_focused()


def test_a_visitor_finds_no_link_to_looks(
    visitor: Visitor, desk_server: DeskServer, here: ExchangeHere
) -> None:
    page = open_page(visitor(), desk_server.url, brand=here.brand.slug)
    eve = Customer(page, here, "en").begin()
    eve.talk.say("Hello")
    assert eve.talk.case
    eve.talk.panel.get_by_role("button", name="More").click()
    expect(eve.talk.panel.get_by_role("button", name="Save transcript")).to_be_visible()
    expect(eve.talk.panel.get_by_role("button", name="Who looked")).to_have_count(0)
