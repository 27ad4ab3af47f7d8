"""Two browsers: who types, what was seen, and what the customer thinks at the end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import AtTheDesk, Customer, Visitor

pytestmark = pytest.mark.browser
SECONDS = 15_000
# The customer types and goes on, and it is counted how often the line was empty between.
TYPES = """() => {
  const line = document.querySelector("who-types p");
  const number = document.querySelector("who-types").getAttribute("case");
  const name = `live:case.typing:${number}`;
  const detail = {by: "customer", who: 0, name: ""};
  const say = () => document.body.dispatchEvent(new CustomEvent(name, {detail}));
  say();
  setInterval(say, 500);
  window.emptied = 0;
  const look = new MutationObserver(() => (window.emptied += Number(!line.textContent)));
  look.observe(line, {childList: true});
}"""


@pytest.mark.requirement("QF-10")
def test_typing_seen_and_the_rating_between_two_browsers(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara")
    dana = Customer.arrives(visitor, desk_server, "visitor")
    panel = dana.page.locator("pharos-widget .panel")
    dana.says("Where is my rating?")
    amara.opens("Where is my rating?")
    expect(panel.get_by_text(re.compile(r"^Seen \d"))).to_be_visible(timeout=SECONDS)

    panel.locator("textarea").press_sequentially("Hm", delay=50)
    expect(amara.page.locator(".types")).to_contain_text("is typing", timeout=SECONDS)
    amara.text.press_sequentially("Look", delay=50)
    expect(panel.get_by_text("Amara is typing")).to_be_visible(timeout=SECONDS)
    amara.page.keyboard.press("Control+Enter")
    dana.reads("Look")
    receipt = amara.page.locator(".receipt[data-state=seen]")
    expect(receipt).to_contain_text(re.compile(r"Seen \d"), timeout=SECONDS)

    amara.page.keyboard.press("Escape")
    amara.page.locator("#resolve").click()
    amara.page.locator("#disposition").select_option("explained")
    amara.page.locator("#resolution-text").fill("It is here.")
    amara.page.locator("#resolution-form button[type=submit]").click()
    rating = panel.locator(".rating")
    expect(rating).to_be_visible(timeout=SECONDS)
    expect(panel).to_contain_text("Answered in")
    assert complaints(dana.page) == []
    rating.locator("input[name^=overall][value='4']").check(force=True)
    _answered_late(dana.page, rating.get_by_role("button", name="Send rating"), panel)
    expect(amara.page.locator("#ledger, .ledger")).to_contain_text(
        "rated it 4 of 5", timeout=SECONDS
    )


def test_who_types_is_said_until_their_words_come(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara")
    dana = Customer.arrives(visitor, desk_server, "visitor")
    dana.says("Who is typing?")
    amara.opens("Who is typing?")
    amara.page.evaluate(TYPES)
    expect(amara.page.locator(".types")).to_contain_text("The customer is typing")

    amara.page.get_by_role("button", name="Take", exact=True).click()
    expect(amara.page.locator("#ledger, .ledger")).to_contain_text("took the case", timeout=SECONDS)
    assert amara.page.evaluate("window.emptied") == 0

    dana.says("I was.")
    expect(amara.entry("customer", "I was.")).to_be_visible(timeout=SECONDS)
    amara.page.wait_for_function("window.emptied > 0", timeout=SECONDS)


def _answered_late(page: Page, send: Locator, panel: Locator) -> None:
    """Send it; the conversation tells of it before the answer to sending it is there."""
    answers: list[tuple[Route, APIResponse]] = []
    page.route("**/ratings", lambda route: answers.append((route, route.fetch())))
    send.click()

    expect(panel).to_contain_text("Thank you for your rating.", timeout=SECONDS)
    for route, answer in answers:
        route.fulfill(response=answer)
    assert len(answers) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_floor(
    visitor: Visitor, desk_server: DeskServer, scheme: str
) -> None:
    page = AtTheDesk.signed_in(visitor, desk_server, "bruno", color_scheme=scheme).page
    for address in ("/desk/floor/", "/desk/floor/cases/", "/desk/availability/"):
        assert complaints(page, desk_server.url + address) == []
        expect(page.locator("h1").first).to_be_attached()
