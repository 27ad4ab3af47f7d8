"""Ten flows of an agent, each done with the keyboard alone, and axe on every page of the desk."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from pharos.brands.models import Brand
from pharos.kernel.scope import brand_scope
from pharos.knowledge.models import SavedReply, Tag
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.numbers import WorkConverter
from pharos.web.desk.tests.people import AtTheDesk, Customer, Visitor

pytestmark = pytest.mark.browser

HASH = "0x8c41d7e2b5a90be2f1c3d4e5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f"


def asked(visitor: Visitor, server: DeskServer, text: str) -> None:
    Customer.arrives(visitor, server, "visitor").says(text)


def at_the_desk(visitor: Visitor, server: DeskServer, who: str = "amara") -> Page:
    page = AtTheDesk.signed_in(visitor, server, who).page
    page.wait_for_load_state()
    return page


def open_by_keyboard(page: Page, subject: str) -> None:
    expect(page.locator(".ticket", has_text=subject)).to_be_visible()
    focused = page.locator(".ticket:focus", has_text=subject)
    while not focused.count():
        page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator(".case--open h1")).to_have_text(subject)


def test_sign_in_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    page = visitor().new_page()
    page.goto(f"{desk_server.url}/desk/")
    page.keyboard.type(desk_server.email("ada"))
    page.keyboard.press("Tab")
    page.keyboard.type(desk_server.password)
    page.keyboard.press("Enter")

    expect(page.locator("#queue-title")).to_contain_text("Waiting")


def test_take_the_next_case_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    asked(visitor, desk_server, "Take me by keyboard")
    page = at_the_desk(visitor, desk_server)
    open_by_keyboard(page, "Take me by keyboard")

    page.keyboard.press("a")

    expect(page.locator(".case__meta")).to_contain_text("With you")


def test_reply_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    asked(visitor, desk_server, "Reply to me by keyboard")
    page = at_the_desk(visitor, desk_server)
    open_by_keyboard(page, "Reply to me by keyboard")

    page.keyboard.press("r")
    page.keyboard.type("Here it is.")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".entry--agent", has_text="Here it is.")).to_be_visible()


def test_note_with_a_mention_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    asked(visitor, desk_server, "Note me by keyboard")
    page = at_the_desk(visitor, desk_server)
    bruno = at_the_desk(visitor, desk_server, "bruno")
    open_by_keyboard(page, "Note me by keyboard")

    page.keyboard.press("n")
    page.keyboard.type("Please look, @bru")
    expect(page.locator("#composer-offers [data-insert]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#composer-body")).to_have_value("Please look, @Bruno ")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".entry--note", has_text="@Bruno")).to_be_visible()
    expect(bruno.locator("#bell-count")).to_be_visible()


@pytest.mark.requirement("AG-10")
def test_saved_reply_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    brand = Brand.objects.get(slug="northmere")
    texts = {"en": "Case {{case.number}} is in good hands."}
    with brand_scope(brand.pk):
        SavedReply.objects.get_or_create(
            brand=brand, name="Good hands", owner=None, defaults={"texts": texts}
        )
    asked(visitor, desk_server, "Saved reply by keyboard")
    page = at_the_desk(visitor, desk_server)
    open_by_keyboard(page, "Saved reply by keyboard")

    page.keyboard.press("r")
    page.keyboard.type("/good")
    expect(page.locator("#composer-offers [data-insert]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#composer-body")).to_have_value(
        f"Case {page.locator('.case__meta .mono').inner_text()} is in good hands."
    )
    page.keyboard.press("Control+Enter")

    expect(page.locator(".entry--agent", has_text="is in good hands.")).to_be_visible()


def test_assign_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    asked(visitor, desk_server, "Assign me by keyboard")
    page = at_the_desk(visitor, desk_server, "bruno")
    open_by_keyboard(page, "Assign me by keyboard")

    page.keyboard.press("x")
    page.keyboard.press("b")
    expect(page.locator("#bulk-assign")).to_be_visible()
    page.locator("#bulk-assign").focus()
    page.keyboard.type("Amara")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#said")).to_contain_text("Assigned: 1")
    expect(page.locator(".case__meta")).to_contain_text("With Amara")


def test_resolve_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    asked(visitor, desk_server, "Resolve me by keyboard")
    page = at_the_desk(visitor, desk_server)
    open_by_keyboard(page, "Resolve me by keyboard")

    page.keyboard.press("e")
    expect(page.locator("#disposition")).to_be_focused()
    page.keyboard.type("Explained")
    page.keyboard.press("Tab")
    page.keyboard.type("It was explained.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".case__meta")).to_contain_text("Resolved")


def test_search_a_hash_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    asked(visitor, desk_server, f"Where is {HASH}")
    page = at_the_desk(visitor, desk_server)
    expect(page.locator(".ticket", has_text="Where is 0x8c41")).to_be_visible()
    found = f"{desk_server.url}/desk/search/?bar&q={HASH}"
    until = time.monotonic() + 5
    while "/desk/cases/" not in page.request.get(found).text():  # the worker cuts the words
        assert time.monotonic() < until
        page.wait_for_timeout(200)

    page.keyboard.press("Control+k")
    page.keyboard.type(HASH)
    expect(page.locator("#bar-found a").first).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.locator(".case--open h1")).to_contain_text("Where is 0x8c41")


def test_switch_view_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    page = at_the_desk(visitor, desk_server)

    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.locator("#queue-title")).to_contain_text("Mine")
    page.keyboard.press("Control+k")
    page.keyboard.type("all open")
    page.keyboard.press("Enter")
    expect(page.locator("#queue-title")).to_contain_text("All open")


def test_bulk_tag_without_a_mouse(visitor: Visitor, desk_server: DeskServer) -> None:
    brand = Brand.objects.get(slug="northmere")
    with brand_scope(brand.pk):
        Tag.objects.get_or_create(brand=brand, name="By keyboard")
    for place in ("first", "second"):
        asked(visitor, desk_server, f"Tag the {place} by keyboard")
    page = at_the_desk(visitor, desk_server)
    for place in ("first", "second"):
        open_by_keyboard(page, f"Tag the {place} by keyboard")
        page.keyboard.press("x")

    page.keyboard.press("b")
    expect(page.locator("#bulk-tag")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Tagged: 2")
    expect(page.locator("#bulk-undo")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#said")).to_contain_text("Taken back: 2")


PAGES = [
    *("search/?q=deposit", "filters/", "notifications/", "preferences/", "bulk/"),
    *("cases/new/", "asked/"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_the_pages_beside_the_desk(
    visitor: Visitor, desk_server: DeskServer, theme: str, width: int
) -> None:
    context = visitor(bypass_csp=True, color_scheme=theme, viewport={"width": width, "height": 800})
    context.add_cookies([desk_server.session_cookie("amara")])  # type: ignore[list-item]
    page = context.new_page()
    found = []
    for address in PAGES:
        page.goto(f"{desk_server.url}/desk/{address}")
        found += complaints(page)
    page.goto(f"{desk_server.url}/desk/")
    if width > 800:
        for key, sheet in (
            ("Control+k", "#bar"),
            ("l", "#lists"),
            ("f", "#sheet"),
            ("i", "#sheet"),
        ):
            page.keyboard.press(key)
            expect(page.locator(f"{sheet}:popover-open")).to_be_visible()
            page.wait_for_timeout(400)
            found += complaints(page)
            page.keyboard.press("Escape")
            expect(page.locator(f"{sheet}:popover-open")).to_have_count(0)
            # A key that is pressed before the focus has gone back is a letter in its field.
            expect(page.locator(f"{sheet} :focus")).to_have_count(0)
    assert found == []


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_on_what_can_be_done_with_a_case(
    visitor: Visitor, desk_server: DeskServer, theme: str, width: int
) -> None:
    question = f"All that can be done {theme}"
    Customer.arrives(visitor, desk_server, "visitor").says(question)
    context = visitor(bypass_csp=True, color_scheme=theme, viewport={"width": width, "height": 800})
    context.add_cookies([desk_server.session_cookie("bruno")])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{desk_server.url}/desk/?show=1000")
    case = str(page.locator(".ticket", has_text=question).get_attribute("href"))
    case = desk_server.url + case.partition("?")[0]
    found = []
    for noun in WorkConverter.regex.split("|"):
        found += complaints(page, f"{case}{noun}/")
        expect(page.locator(f"form[action$='/{noun}/']")).to_be_visible()
    page.goto(case)
    profile = page.locator("a[href*='/desk/customers/']").first.get_attribute("href")
    for path in (str(profile), f"{profile}conversations/", "/desk/asked/"):
        found += complaints(page, desk_server.url + path)

    assert found == []
