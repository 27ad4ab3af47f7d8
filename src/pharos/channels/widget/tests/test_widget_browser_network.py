"""Bad networks: cuts, proxies, many tabs, strict hosts. Nothing is lost and nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Route, expect

from pharos.channels.widget.tests.browsing import (
    Agent,
    Talk,
    buffering_proxy,
    open_page,
    stored,
    strict_host,
)
from pharos.testing.desk_server import DeskServer

pytestmark = pytest.mark.browser
Visitor = Callable[..., BrowserContext]


@pytest.mark.slow
@pytest.mark.requirement("CQ-06", "CQ-15")
def test_a_cut_of_ten_seconds_loses_nothing_and_repeats_nothing(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    context = visitor()
    # Somebody whom the exchange knows: a visitor may not write so much in a minute.
    page = open_page(context, desk_server.url, 'data-token-url="/northmere/token/?as=minjun"')
    talk = Talk(page).open().begin().say("customer 0")
    case = talk.case
    for number in range(1, 31):
        if number in {6, 26}:
            context.set_offline(number == 6)
        talk.say(f"customer {number}")
        if number % 5 == 0:
            amara.reply(case, f"agent {number}")
        if number == 16:
            expect(talk.panel).to_contain_text("No connection. Your messages are kept")
        page.wait_for_timeout(500)
    expect(talk.on_their_way).to_have_count(0, timeout=30_000)
    expect(talk.words).to_have_count(37)
    page.reload()
    talk.open()
    expect(talk.words).to_have_count(37)
    assert talk.mine.all_inner_texts() == [f"customer {number}" for number in range(31)]
    theirs = [text for text in talk.words.all_inner_texts() if text.startswith("agent")]
    assert theirs == [f"agent {number}" for number in range(5, 31, 5)]
    assert not stored(page, "pharos:northmere:out:")


@pytest.mark.requirement("CQ-15")
def test_what_was_written_without_a_line_survives_a_reload_and_goes_once(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    context = visitor()
    page = open_page(context, desk_server.url)
    talk = Talk(page).open().begin().say("before")
    expect(talk.mine).to_have_text(["before"])
    expect(talk.on_their_way).to_have_count(0)
    context.route("**/live/**", lambda route: route.abort())
    talk.say("first").say("second")
    expect(talk.on_their_way).to_have_count(2)
    page.reload()
    context.unroute("**/live/**")
    talk.open()
    expect(talk.on_their_way).to_have_count(0)
    expect(talk.mine).to_have_text(["before", "first", "second"])


def test_an_answer_lost_on_the_way_back_does_not_repeat_the_message(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    context = visitor()
    page = open_page(context, desk_server.url)
    talk = Talk(page).open().begin()
    lost: list[str] = []

    def deliver_and_lose_the_answer(route: Any) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    context.route("**/messages", deliver_and_lose_the_answer)
    talk.say("once")
    expect(talk.mine).to_have_text(["once"])
    expect(talk.on_their_way).to_have_count(0)
    page.reload()
    expect(talk.open().mine).to_have_text(["once"])
    assert lost


@pytest.mark.slow
def test_eight_tabs_share_one_stream_show_the_same_and_pass_it_on(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    context = visitor()
    streams: set[Request] = set()
    context.on("request", lambda r: streams.add(r) if "/stream?" in r.url else None)
    context.on("requestfinished", lambda r: streams.discard(r))  # noqa: PLW0108 - a builtin cannot listen
    context.on("requestfailed", lambda r: streams.discard(r))  # noqa: PLW0108 - a builtin cannot listen
    tabs = [Talk(open_page(context, desk_server.url))]
    tabs[0].open().begin().say("from the first tab")
    case = tabs[0].case
    tabs += [Talk(open_page(context, desk_server.url)).open() for _ in range(7)]
    for number, tab in enumerate(tabs):
        tab.say(f"tab {number}")
    amara.reply(case, "to all of you")
    for tab in tabs:
        expect(tab.words).to_have_count(10)
    assert len({tuple(tab.words.all_inner_texts()) for tab in tabs}) == 1
    assert len(streams) == 1
    leader = next(iter(streams)).frame.page
    leader.close()
    left = [tab for tab in tabs if tab.page != leader]
    amara.reply(case, "still here?")
    for tab in left:
        expect(tab.words.last).to_have_text("still here?")
        expect(tab.words).to_have_count(11)


@pytest.mark.slow
def test_a_quick_hand_on_a_slow_line_is_seen_typing_all_the_same(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = open_page(visitor(), desk_server.url)
    held: list[Route] = []
    page.route("**/signs.js", lambda route: held.append(route))  # noqa: PLW0108 - its type is asked
    talk = Talk(page).open().begin()
    talk.say("Where is my deposit?")
    assert talk.case
    talk.panel.get_by_role("textbox", name=talk.field).press_sequentially("Hm")

    with page.expect_request("**/typing"):
        held.pop().continue_()


@pytest.mark.requirement("CQ-15")
def test_behind_a_proxy_that_holds_streams_back_answers_still_come(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    with buffering_proxy(desk_server.url) as url:
        talk = Talk(open_page(visitor(), url)).open().begin().say("Can you hear me?")
        case = talk.case
        for number in range(3):
            amara.reply(case, f"Yes {number}")
            expect(talk.words.last).to_have_text(f"Yes {number}")
        talk.say("Good.")
        expect(talk.on_their_way).to_have_count(0)
        expect(talk.words).to_have_count(5)


def test_a_host_page_of_another_origin_with_a_strict_policy_reports_no_violation(
    visitor: Visitor, desk_server: DeskServer, amara: Agent
) -> None:
    with strict_host(desk_server.url) as host:
        page = visitor().new_page()
        said: list[str] = []
        page.on("console", lambda message: note(said, message))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error(e.blockedURI))"
        )
        page.goto(host)
        talk = Talk(page).open().begin().say("From another origin")
        amara.reply(talk.case, "Welcome")
        expect(talk.words).to_have_text(["From another origin", "Welcome"])
        assert talk.panel.evaluate("e => getComputedStyle(e).display") == "flex"
        assert not said


def note(said: list[str], message: ConsoleMessage) -> None:
    if "favicon" not in str(message.location):
        said.append(message.text)
