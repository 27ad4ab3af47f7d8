"""What a customer's own browser does at a flooded door, and after its customer has signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pharos.channels.widget.tests.browsing import Talk
from pharos.channels.widget.tests.caller import Caller, exchange_of, thread_id
from pharos.channels.widget.tests.test_doors_flood import limited
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

pytestmark = pytest.mark.browser
Visitor = Callable[..., BrowserContext]


def talk_page(visitor: Visitor, desk: DeskServer, world: World) -> Page:
    page = visitor().new_page()
    page.goto(f"{desk.url}/{world.brand.slug}/talk/")
    return page


def test_at_a_flooded_door_the_browser_solves_the_puzzle_and_the_message_arrives(
    visitor: Visitor, desk_server: DeskServer, world: World
) -> None:
    limited(world, challenge_per_network=1)
    another = Caller(desk_server.url, world.brand.slug)
    another.open()
    another.say(thread_id(), "Hello?", topic="DEP.NOT_FOUND")
    page = talk_page(visitor, desk_server, world)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    talk = Talk(page)

    talk.begin().say("Where is my deposit?")

    expect(talk.mine).to_have_text(["Where is my deposit?"])
    expect(talk.on_their_way).to_have_count(0)
    assert [url for url in loaded if url.endswith("/again.js")], "the puzzle came"


def test_an_undisturbed_browser_loads_nothing_for_puzzles(
    visitor: Visitor, desk_server: DeskServer, world: World
) -> None:
    page = talk_page(visitor, desk_server, world)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    talk = Talk(page)

    talk.begin().say("Where is my deposit?")

    expect(talk.mine).to_have_text(["Where is my deposit?"])
    expect(talk.on_their_way).to_have_count(0)
    assert not [url for url in loaded if url.endswith("/again.js")]


def test_who_writes_too_fast_is_told_so_calmly(
    visitor: Visitor, desk_server: DeskServer, world: World
) -> None:
    limited(world, messages_per_handle=1)
    talk = Talk(talk_page(visitor, desk_server, world))
    talk.begin().say("One")
    expect(talk.mine).to_have_text(["One"])
    expect(talk.on_their_way).to_have_count(0)

    talk.say("Two")

    expect(talk.mine).to_have_text(["One", "Two"])
    expect(talk.on_their_way).to_have_count(1)


@pytest.mark.parametrize(
    ("answer", "joined"), [("Yes, add it", True), ("No, somebody else", False)]
)
def test_after_signing_in_the_browser_asks_whether_it_was_the_same_person(
    visitor: Visitor, desk_server: DeskServer, world: World, answer: str, *, joined: bool
) -> None:
    page = talk_page(visitor, desk_server, world)
    talk = Talk(page)
    talk.begin().say("Where is my deposit?")
    expect(talk.mine).to_have_text(["Where is my deposit?"])
    expect(talk.on_their_way).to_have_count(0)
    talk.panel.get_by_role("button", name="Back").click()

    page.evaluate("token => Pharos.identify(token)", exchange_of(world.brand).token())

    expect(talk.panel.get_by_text("You wrote here before signing in")).to_be_visible()
    talk.panel.get_by_role("button", name=answer).click()
    expect(talk.panel.get_by_text("You wrote here before signing in")).to_have_count(0)
    page.reload()
    if joined:
        expect(talk.mine).to_have_text(["Where is my deposit?"])
        talk.panel.get_by_role("button", name="Back").click()
    expect(talk.panel.get_by_role("heading", name="How can we help, Dana?")).to_be_visible()
    expect(talk.panel.locator(".row")).to_have_count(1 if joined else 0)
    expect(talk.panel.get_by_text("You wrote here before signing in")).to_have_count(0)
