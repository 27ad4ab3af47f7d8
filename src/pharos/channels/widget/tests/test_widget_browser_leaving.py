"""Whoever leaves while a message is looked at for secrets loses nothing of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, expect

from pharos.channels.widget.tests.browsing import Talk, open_page, stored
from pharos.testing.desk_server import DeskServer

pytestmark = [pytest.mark.browser, pytest.mark.requirement("ID-03")]
Visitor = Callable[..., BrowserContext]

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
NOT_SENT = "Help: Your message is not sent yet"
SECRET = f"My words: {PHRASE}"


@dataclass
class Check:
    """A part of the check that the browser waits for, until it is let go."""

    page: Page
    part: str
    _routes: list[Route] = field(default_factory=list)
    _sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route(f"**/{self.part}", self._hold)
        self.page.on("request", self._note)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def _note(self, request: Request) -> None:
        self._sent.append(request.post_data or "")

    def begins_with(self, talk: Talk, text: str) -> None:
        """She sends it, and the browser waits for this part."""
        with self.page.expect_request(f"**/{self.part}"):
            talk.say(text)
        expect(talk.panel.get_by_role("textbox")).to_have_value("")

    def goes_on(self) -> None:
        (route,) = self._routes
        route.continue_()

    def let_nothing_out(self) -> bool:
        """Whether the phrase was neither sent nor written down."""
        return PHRASE not in "".join(self._sent) + json.dumps(stored(self.page, ""))


def held(page: Page, part: str = "locale/en.more.js") -> Check:
    """The question's own words come only once a secret was found: here without any time limit."""
    return Check(page, part)


def back(talk: Talk) -> None:
    talk.panel.get_by_role("button", name="Back").click()
    talk.panel.get_by_role("heading", name="How can we help?").wait_for()


def question(talk: Talk) -> Locator:
    return talk.panel.get_by_role("alert").filter(has_text="something secret")


def asks_about(talk: Talk, words: str) -> None:
    expect(question(talk)).to_be_visible()
    expect(talk.panel.get_by_role("textbox")).to_have_value(words)


def test_who_went_to_the_first_screen_is_asked_there_and_finds_the_words_again(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    """Of a conversation that has not begun no list leads back: it comes by itself, once."""
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin()
    check = held(page)
    check.begins_with(talk, SECRET)
    back(talk)

    check.goes_on()

    asks_about(talk, SECRET)
    expect(talk.panel.get_by_role("button", name="Take it out")).to_be_focused()
    back(talk)
    expect(question(talk)).to_have_count(0)
    asks_about(talk.begin(), SECRET)
    assert check.let_nothing_out()
    talk.panel.get_by_role("button", name="Take it out").click()
    expect(talk.panel.get_by_role("textbox")).to_have_value("My words: [removed]")


def test_who_closed_it_reads_on_the_launcher_that_it_was_not_sent_and_is_asked_inside(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin()
    check = held(page)
    check.begins_with(talk, SECRET)
    back(talk)
    page.keyboard.press("Escape")

    check.goes_on()

    expect(talk.launcher).to_have_accessible_name(NOT_SENT)
    assert check.let_nothing_out()
    asks_about(talk.open(), SECRET)
    page.keyboard.press("Escape")
    expect(talk.launcher).to_have_accessible_name("Help")
    talk.open().panel.get_by_role("button", name="Send anyway").click()
    expect(talk.mine).to_contain_text("[a recovery phrase, removed]")


def test_who_came_back_before_there_was_a_question_keeps_what_they_began_to_write(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin().say("Where is my deposit?")
    assert talk.case
    check = held(page)
    check.begins_with(talk, SECRET)
    back(talk)
    talk.panel.locator(".row__text").click()
    talk.panel.get_by_role("textbox").fill("And now")

    check.goes_on()

    asks_about(talk, f"{SECRET}\nAnd now")
    assert check.let_nothing_out()


def test_who_reads_another_conversation_is_not_disturbed_and_is_asked_in_their_own(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin().say("Where is my deposit?")
    assert talk.case
    back(talk)
    talk.begin()
    check = held(page)
    check.begins_with(talk, SECRET)
    back(talk)
    talk.panel.locator(".row__text").click()
    talk.panel.get_by_role("textbox").fill("And my withdrawal")

    check.goes_on()

    expect(talk.launcher).to_have_attribute("aria-label", NOT_SENT)
    expect(talk.mine).to_have_text(["Where is my deposit?"])
    expect(talk.panel.get_by_role("textbox")).to_have_value("And my withdrawal")
    talk.panel.get_by_role("button", name="Back").click()
    asks_about(talk, SECRET)
    assert check.let_nothing_out()


def test_two_secrets_on_their_way_at_once_are_both_asked_about(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin()
    check = held(page)
    check.begins_with(talk, SECRET)
    talk.say("My password is Hunter-22")

    check.goes_on()

    asks_about(talk, f"{SECRET}\nMy password is Hunter-22")
    talk.panel.get_by_role("button", name="Take it out").click()
    cleaned = "My words: [removed]\nMy password is [removed]"
    expect(talk.panel.get_by_role("textbox")).to_have_value(cleaned)


def test_who_signs_out_meanwhile_leaves_nothing_here(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin()
    check = held(page)
    check.begins_with(talk, SECRET)
    page.evaluate("Pharos.forget()")

    check.goes_on()

    talk.open().begin().say("Where is my deposit?")
    expect(talk.mine).to_have_text(["Where is my deposit?"])
    assert talk.case
    expect(talk.panel.get_by_role("textbox")).to_have_value("")
    expect(question(talk)).to_have_count(0)
    assert check.let_nothing_out()


@pytest.mark.parametrize("way", ["Back", "Close"])
def test_an_innocent_message_that_is_left_meanwhile_is_sent_all_the_same(
    visitor: Visitor, desk_server: DeskServer, way: str
) -> None:
    page = open_page(visitor(), desk_server.url)
    check = held(page, "finding.js")
    with page.expect_request("**/finding.js"):
        talk = Talk(page).open().begin()
    talk.say("Where is my deposit?")
    talk.panel.get_by_role("button", name=way).click()

    check.goes_on()

    if way == "Back":
        talk.panel.locator(".row__text").click()
    else:
        talk.open()
    expect(talk.mine).to_have_text(["Where is my deposit?"])
    expect(question(talk)).to_have_count(0)
    assert talk.case
