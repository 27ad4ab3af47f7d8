"""A customer in a real browser asks, and staff answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pharos.channels.widget.tests.browsing import Agent, Talk, open_page, stored
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer

pytestmark = pytest.mark.browser
Visitor = Callable[..., BrowserContext]


@pytest.mark.requirement("CQ-03", "CH-31")
def test_a_customer_asks_and_sees_the_answer_without_reload(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    talk = Talk(open_page(visitor(), desk_server.url)).open().begin()
    talk.say("Where is my deposit?")
    amara.reply(talk.case, "I am looking.")
    expect(talk.words).to_have_text(["Where is my deposit?", "I am looking."])
    expect(talk.panel.locator(".who").last).to_contain_text("Amara")


@pytest.mark.requirement("CH-05")
def test_history_is_there_after_a_reload(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin().say("One").say("Two")
    expect(talk.mine).to_have_text(["One", "Two"])
    expect(talk.on_their_way).to_have_count(0)
    amara.reply(talk.case, "Three")
    expect(talk.words).to_have_count(3)
    page.reload()
    expect(talk.open().words).to_have_text(["One", "Two", "Three"])


def test_an_answer_while_closed_is_counted_on_the_launcher_and_cleared_when_read(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin().say("One")
    case = talk.case
    page.keyboard.press("Escape")
    amara.reply(case, "Two")
    amara.reply(case, "Three")
    expect(page.get_by_role("button", name="Help, 2 new messages")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Help, 2 new messages")).to_be_visible()
    talk.open()
    expect(talk.words).to_have_count(3)
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_timeout(1500)
    expect(page.get_by_role("button", name="Help", exact=True)).to_be_visible()


@pytest.mark.requirement("CH-28", "CH-32")
def test_the_first_screen_says_whether_people_are_here_in_the_readers_own_zone(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    talk = Talk(open_page(visitor(timezone_id="Asia/Seoul"), desk_server.url)).open()
    people = talk.panel.locator(".people")
    expect(people).to_contain_text(re.compile(r"People are (here now|back at .*\(Seoul\))"))
    expect(people.get_by_role("button", name="Talk to a person")).to_be_visible()
    expect(talk.panel.locator(".topic").first).to_be_visible()
    expect(talk.panel).to_contain_text("We never ask for your recovery phrase")


def test_a_korean_customer_reads_korean_and_picks_another_language_once(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    page = open_page(visitor(locale="ko-KR", timezone_id="Asia/Seoul"), desk_server.url)
    talk = Talk(page, field="메시지 쓰기")
    expect(talk.launcher).to_have_accessible_name("도움말")
    talk.open()
    expect(talk.panel).to_have_attribute("lang", "ko")
    expect(talk.panel.get_by_role("button", name="상담원과 대화하기")).to_be_visible()
    talk.begin().say("입금이 아직 안 됐어요. 확인 부탁드립니다.")
    amara.reply(talk.case, "지금 확인하고 있습니다.")
    expect(talk.words.last).to_have_text("지금 확인하고 있습니다.")
    talk.panel.get_by_role("button", name="뒤로").click()
    talk.panel.get_by_role("combobox", name="언어").select_option("es")
    expect(talk.panel.get_by_role("button", name="Hablar con una persona")).to_be_visible()
    page.reload()
    expect(talk.launcher).to_have_accessible_name("Ayuda")


def test_enter_that_ends_a_composition_does_not_send(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin()
    field = talk.panel.get_by_role("textbox")
    field.fill("안녕하세")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(talk.mine).to_have_count(0)
    field.press("Shift+Enter")
    field.press_sequentially("요")
    field.press("Enter")
    expect(talk.mine).to_have_text(["안녕하세\n요"])


@pytest.mark.requirement("ID-02")
def test_a_recovery_phrase_is_asked_about_before_it_leaves_and_a_hash_is_not(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin()
    talk.say("0x" + "8c41d7e2b6f03a95" * 4)
    expect(talk.mine).to_have_count(1)
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    talk.say(f"My words: {phrase}")
    expect(talk.panel.get_by_role("alert")).to_contain_text("recovery phrase")
    talk.panel.get_by_role("button", name="Take it out").click()
    expect(talk.panel.get_by_role("textbox")).to_have_value("My words: [removed]")
    assert phrase not in "".join(sent)
    assert phrase not in json.dumps(stored(page, "pharos:"))


def test_the_resolution_can_be_answered_reviewed_and_saved(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin().say("Where is my deposit?")
    amara.resolve(talk.case, "It has arrived.")
    expect(talk.panel.locator(".resolved")).to_contain_text("It has arrived.")
    with page.expect_download() as download:
        talk.panel.get_by_role("button", name="Save transcript").click()
    assert download.value.suggested_filename.startswith(talk.case)
    talk.panel.get_by_role("button", name="Ask for another person").click()
    talk.panel.get_by_role("button", name="Ask", exact=True).click()
    expect(talk.panel.get_by_text("You asked for another person")).to_be_visible()
    talk.say("It has not.")
    expect(talk.mine.last).to_have_text("It has not.")
    expect(talk.panel.get_by_role("button", name="Not solved? Write again")).to_have_count(0)


def test_everything_works_by_keyboard_alone_and_focus_comes_back(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page)
    talk.launcher.focus()
    page.keyboard.press("Enter")
    expect(talk.panel.get_by_role("heading", name="How can we help?")).to_be_focused()
    tab_to(page, talk, "Talk to a person")
    page.keyboard.press("Enter")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(talk.mine).to_have_text(["By keyboard"])
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "pharos-widget"
    page.keyboard.press("Escape")
    expect(talk.panel).to_be_hidden()
    expect(talk.launcher).to_be_focused()


def tab_to(page: Page, talk: Talk, name: str) -> None:
    wanted = talk.panel.get_by_role("button", name=name)
    wanted.wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e.getRootNode().activeElement === e"):
            return
    pytest.fail(f"{name} cannot be reached by the keyboard")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    visitor: Visitor, desk_server: DeskServer, amara: Agent, scheme: str
) -> None:
    context = visitor(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = open_page(context, desk_server.url)
    talk = Talk(page)
    assert complaints(page) == []
    talk.open().panel.locator(".topic").first.wait_for()
    assert complaints(page) == []
    talk.begin().say("Where is my deposit?")
    amara.resolve(talk.case, "It has arrived.")
    talk.panel.locator(".resolved").wait_for()
    talk.say("legal winner thank year wave sausage worth useful legal winner thank yellow")
    talk.panel.get_by_role("alert").wait_for()
    assert complaints(page) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_a_pasted_transaction_id_leaves_the_panel_as_it_is(
    visitor: Visitor, desk_server: DeskServer, width: int
) -> None:
    viewport = {"width": width, "height": 800}
    talk = Talk(open_page(visitor(viewport=viewport), desk_server.url)).open().begin()
    field = talk.panel.get_by_role("textbox", name=talk.field)

    field.fill("0x" + "9f1c6a0b" * 16)

    assert talk.panel.evaluate("panel => panel.scrollWidth - panel.clientWidth") == 0
    assert talk.panel.evaluate("panel => panel.scrollLeft") == 0
    expect(talk.panel.get_by_role("button", name="Send")).to_be_in_viewport()
