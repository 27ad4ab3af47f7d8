"""What is typed stays in the browser until the page that says that it has arrived."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import Visitor
from pharos.web.portal.tests.pages import picture

pytestmark = pytest.mark.browser
FORM = "/northmere/contact/ACC.LOCKED/"
WORDS = "It says that I am restricted."


def filled_in(page: Page, server: DeskServer) -> None:
    page.goto(server.url + FORM)
    page.locator("[name=summary]").fill("I am locked out")
    page.locator("[name=happened]").fill(WORDS)


def send(page: Page) -> None:
    page.locator("form.case-form button.button--primary").click()


def broken_once(page: Page, address: str) -> None:
    """The next form that is sent there meets a server that is restarting."""

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=503, content_type="text/html", body="<p>Busy right now</p>")
        else:
            route.continue_()

    page.route(address, answer)


def holding(page: Page, address: str) -> list[Route]:
    """What is asked there waits until the address is let go."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def test_a_form_that_met_an_error_still_has_its_words_and_loses_them_once_it_has_arrived(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = visitor().new_page()
    filled_in(page, desk_server)
    broken_once(page, f"**{FORM}")
    send(page)
    expect(page.get_by_text("Busy right now")).to_be_visible()

    page.unroute(f"**{FORM}")
    page.goto(desk_server.url + FORM)
    expect(page.locator("[name=happened]")).to_have_value(WORDS)
    send(page)
    page.get_by_role("button", name="Send it as it is").click()
    expect(page.get_by_text("We have received it.")).to_be_visible()

    page.goto(desk_server.url + FORM)
    expect(page.locator("[name=happened]")).to_have_value("")


def test_a_reply_that_met_an_error_still_has_its_words_and_loses_them_once_it_has_arrived(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    page = visitor().new_page()
    filled_in(page, desk_server)
    send(page)
    page.get_by_role("button", name="Send it as it is").click()
    page.get_by_role("link", name="Open the case").click()
    case = page.url
    page.locator("[name=text]").first.fill("It still says so.")
    broken_once(page, "**/messages/")
    send(page)
    expect(page.get_by_text("Busy right now")).to_be_visible()

    page.unroute("**/messages/")
    page.goto(case)
    field = page.locator("form.case-form [name=text]")
    expect(field).to_have_value("It still says so.")
    send(page)
    expect(page.locator(".ledger").get_by_text("It still says so.")).to_have_count(1)
    expect(field).to_have_value("")


def test_a_form_that_is_sent_waits_for_its_files(
    visitor: Visitor, desk_server: DeskServer, tmp_path: Path
) -> None:
    shot = tmp_path / "trade.png"
    shot.write_bytes(picture())
    page = visitor().new_page()
    filled_in(page, desk_server)
    held = holding(page, "**/live/files/*")
    page.locator("input[type=file]").set_input_files(shot)
    expect(page.get_by_text("Uploading")).to_be_visible()
    send(page)
    while not held:
        page.wait_for_timeout(50)
    # What is held goes on once nobody holds it any more.
    assert page.url.endswith(FORM)
    expect(page.get_by_text("With these we need not ask you again")).to_have_count(0)

    page.unroute("**/live/files/*")
    expect(page.get_by_text("With these we need not ask you again")).to_be_visible()
    expect(page.get_by_text("A file that is already uploaded")).to_be_visible()
    page.get_by_role("button", name="Send it as it is").click()
    page.get_by_role("link", name="Open the case").click()
    expect(page.get_by_role("link", name="trade.png")).to_be_visible()


def test_a_form_with_a_file_that_was_refused_is_sent_when_it_is_asked_again(
    visitor: Visitor, desk_server: DeskServer, tmp_path: Path
) -> None:
    good, bad = tmp_path / "trade.png", tmp_path / "tool.exe"
    good.write_bytes(picture())
    bad.write_bytes(b"MZ" + bytes(400))
    page = visitor().new_page()
    filled_in(page, desk_server)
    held = holding(page, "**/live/files")
    page.locator("input[type=file]").set_input_files([good, bad])
    send(page)
    while len(held) < 2:
        page.wait_for_timeout(50)
    page.unroute("**/live/files")
    expect(page.locator(".case-form__files progress")).to_have_count(0)
    expect(page.get_by_text("Ready to be sent")).to_have_count(1)
    expect(page.locator(".case-form__files li")).to_have_count(2)
    expect(page.get_by_text("With these we need not ask you again")).to_have_count(0)

    send(page)
    expect(page.get_by_text("With these we need not ask you again")).to_be_visible()
    expect(page.get_by_text("A file that is already uploaded")).to_have_count(1)
