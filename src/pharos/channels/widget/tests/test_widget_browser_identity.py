"""Who the customer is: vouched for by the exchange, on several devices, and signed out again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pharos.channels.widget.tests.browsing import Agent, Talk, open_page, stored
from pharos.testing.desk_server import DeskServer

pytestmark = pytest.mark.browser
Visitor = Callable[..., BrowserContext]


def as_dana(context: BrowserContext, desk: DeskServer, attributes: str = "") -> Page:
    token = f'data-token-url="{desk.url}/northmere/token/?as=dana" {attributes}'
    return open_page(context, desk.url, token)


@pytest.mark.requirement("CH-05")
def test_a_signed_in_customer_finds_the_same_history_in_the_app(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    talk = Talk(as_dana(visitor(), desk_server)).open()
    expect(talk.panel.get_by_role("heading", name="How can we help, Dana?")).to_be_visible()
    talk.begin().say("From the web")
    amara.reply(talk.case, "Hello Dana")
    expect(talk.words.last).to_have_text("Hello Dana")

    app = as_dana(
        visitor(viewport={"width": 390, "height": 844}),
        desk_server,
        'data-surface="app" data-open="page"',
    )
    inside = Talk(app)
    expect(inside.panel.get_by_role("button", name="Close")).to_have_count(0)
    inside.panel.locator(".row").filter(has_text="Hello Dana").first.click()
    expect(inside.words).to_have_text(["From the web", "Hello Dana"])
    inside.say("From the app")
    expect(talk.words.last).to_have_text("From the app")


def test_after_signing_out_nothing_of_the_customer_stays(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin().say("Private")
    expect(talk.mine).to_have_text(["Private"])
    expect(talk.on_their_way).to_have_count(0)
    page.evaluate("Pharos.forget()")
    expect(talk.panel).to_be_hidden()
    assert not stored(page, "pharos:")
    page.reload()
    talk.open().panel.locator(".topic").first.wait_for()
    expect(talk.panel.locator(".row")).to_have_count(0)
    expect(talk.panel.get_by_text("Private")).to_have_count(0)


def test_another_visitor_cannot_open_the_conversation(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    mine = open_page(visitor(), desk_server.url)
    talk = Talk(mine).open().begin().say("Private")
    assert talk.case
    conversation = stored(mine, "pharos:northmere:live").popitem()[1]

    page = open_page(visitor(), desk_server.url)
    page.evaluate("id => localStorage.setItem('pharos:northmere:live', id)", conversation)
    page.reload()
    theirs = Talk(page).open()
    expect(theirs.panel.get_by_role("heading", name="How can we help?")).to_be_visible()
    expect(theirs.panel.get_by_text("Private")).to_have_count(0)


def test_who_signs_in_next_at_the_same_browser_finds_nothing_of_the_one_before(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    context = visitor()
    talk = Talk(as_dana(context, desk_server, 'data-customer="dana"')).open().begin().say("Private")
    assert talk.case
    context.unroute_all()
    token = f'data-token-url="{desk_server.url}/northmere/token/?as=minjun" data-customer="minjun"'
    page = open_page(context, desk_server.url, token)
    theirs = Talk(page).open()
    expect(theirs.panel.get_by_role("heading", name="How can we help, Minjun?")).to_be_visible()
    expect(theirs.panel).not_to_contain_text("Private")
    # The tab of the one before is still open, and goes on being told.
    amara.reply(talk.case, "For Dana alone")
    expect(talk.words.last).to_have_text("For Dana alone")
    expect(theirs.panel).not_to_contain_text("For Dana alone")


def test_the_launcher_says_so_without_a_line_and_opens_when_it_is_back(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    context = visitor()
    page = open_page(context, desk_server.url)
    context.set_offline(True)
    talk = Talk(page)
    talk.launcher.click()
    expect(talk.launcher).to_have_text("!")
    context.set_offline(False)
    talk.open().begin().say("Here again")
    expect(talk.mine).to_have_text(["Here again"])
    expect(talk.on_their_way).to_have_count(0)
