from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from pharos.kernel.time import now
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import Visitor
from pharos.web.portal.tests.pages import HASH, picture

pytestmark = pytest.mark.browser
FORM = "/northmere/contact/DEP.NOT_FOUND/"


def signed_in(page: Page, server: DeskServer, who: str = "dana") -> None:
    """Come from the exchange to one's own cases."""
    page.goto(f"{server.url}/northmere/?as={who}")
    page.locator("form[action$='/token/'] button").click()
    page.wait_for_url("**/northmere/cases/")


@pytest.mark.requirement("IN-01", "IN-08", "CH-24")
def test_a_form_helps_while_one_types_and_keeps_what_was_typed(
    visitor: Visitor, desk_server: DeskServer, tmp_path: Path
) -> None:
    shot = tmp_path / "trade.png"
    shot.write_bytes(picture())
    page = visitor(timezone_id="Asia/Seoul").new_page()
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.goto(desk_server.url + FORM)

    expect(page.locator("[name=timezone]")).to_have_value("Asia/Seoul")
    page.locator("[name=q_txid]").fill(HASH)
    expect(page.get_by_text("We recognise a transaction.")).to_be_visible()
    page.locator("[name=summary]").fill("My deposit is missing")
    page.reload()
    expect(page.locator("[name=summary]")).to_have_value("My deposit is missing")

    page.locator("[name=happened]").fill(" ".join(["abandon"] * 11 + ["about"]))
    expect(page.locator("[name=happened]:invalid")).to_have_count(1)
    page.locator("[name=happened]").fill("It was sent two hours ago.")
    expect(page.locator("[name=happened]:invalid")).to_have_count(0)

    page.locator("input[type=file]").set_input_files(shot)
    expect(page.get_by_text("Ready to be sent")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("With these we need not ask you again")).to_be_visible()
    page.get_by_role("button", name="Send it as it is").click()

    expect(page.get_by_text("We have received it.")).to_be_visible()
    page.get_by_role("link", name="Open the case").click()
    expect(page.get_by_role("link", name="trade.png")).to_be_visible()
    page.goto(desk_server.url + FORM)
    expect(page.locator("[name=summary]")).to_have_value("")
    # What is asked for once more comes back as 422.
    assert [each for each in heard if "422" not in each] == []


@pytest.mark.parametrize(("locale", "words"), [("ko-KR", "3분 전"), ("en-GB", "3 min. ago")])
def test_what_is_past_is_told_as_past_in_the_reader_s_language(
    visitor: Visitor, desk_server: DeskServer, locale: str, words: str
) -> None:
    page = visitor(locale=locale).new_page()
    page.goto(f"{desk_server.url}/northmere/contact/")

    page.evaluate(
        """at => document.querySelector("main").insertAdjacentHTML("beforeend",
             `<local-time show="ago"><time datetime="${at}"></time></local-time>`)""",
        (now() - timedelta(minutes=3, seconds=10)).isoformat(),
    )

    expect(page.locator("main local-time[show=ago] time").last).to_have_text(words)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_axe_finds_nothing_on_customers_pages(
    visitor: Visitor, desk_server: DeskServer, width: int, scheme: str
) -> None:
    context = visitor(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    signed_in(page, desk_server)
    url = f"{desk_server.url}/northmere"
    page.goto(f"{url}/contact/ACC.LOCKED/")
    page.locator("[name=summary]").fill("I am locked out")
    page.locator("[name=happened]").fill("It says that I am restricted.")
    page.locator("form.case-form button.button--primary").click()
    found = complaints(page)
    page.locator("form.case-form button.button--primary").click()
    found += complaints(page)
    number = re.search(r"/cases/([^/]+)/", page.url)
    assert number

    for path in (
        f"cases/{number[1]}/",
        "cases/",
        "contact/?urgency=urgent&reason=DEP.NOT_FOUND",
        "contact/topics/",
        "contact/DEP.NOT_FOUND/",
        "contact/complaint/",
        "verify/",
        "status/",
    ):
        found += complaints(page, f"{url}/{path}")
    page.goto(f"{url}/verify/")
    page.locator("[name=code]").fill("AAAA-AAAA")
    page.get_by_role("button", name="Check", exact=True).click()
    found += complaints(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{url}/cases/")
    page.locator("[name=address]").fill("dana@example.org")
    found += complaints(page)
    page.get_by_role("button", name="Mail me a code").click()
    found += complaints(page)

    assert found == []


def test_what_the_widget_knows_at_a_brand_of_a_similar_name_is_not_asked(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = visitor().new_page()
    page.goto(f"{desk_server.url}/northmere/?as=dana")
    page.locator("pharos-widget .launcher").click()
    expect(page.locator("pharos-widget .people button")).to_be_visible()
    page.wait_for_function("Object.keys(localStorage).some((one) => one.endsWith('device'))")
    page.evaluate(
        "localStorage.setItem('pharos:a-northmere:device', 'A'.repeat(43))",
    )

    page.goto(f"{desk_server.url}/northmere/cases/")

    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_file_is_ready_once_it_is_checked_and_not_before(
    visitor: Visitor, desk_server: DeskServer, tmp_path: Path
) -> None:
    shot = tmp_path / "trade.png"
    shot.write_bytes(picture())
    page = visitor().new_page()
    page.goto(desk_server.url + FORM)
    asked: list[str] = []
    is_checking = True

    def answer(route: Route) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        fetched = route.fetch()
        asked.append(route.request.url)
        told = fetched.json() | ({"state": "checking"} if is_checking else {})
        route.fulfill(response=fetched, json=told)

    page.route("**/live/files/*", answer)
    page.locator("input[type=file]").set_input_files(shot)
    while len(asked) < 2:
        page.wait_for_event("response")
    expect(page.get_by_text("Ready to be sent")).to_have_count(0)

    is_checking = False
    expect(page.get_by_text("Ready to be sent")).to_be_visible()
