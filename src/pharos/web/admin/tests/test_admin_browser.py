from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pharos.brands.queries import brand_by_slug
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.outlets.actions.keep_outlet import NewOutlet, keep_outlet
from pharos.outlets.actions.remove_outlet import remove_outlet
from pharos.people.queries import staff_by_email
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import Visitor

pytestmark = pytest.mark.browser

HOME = "/admin/brands/northmere/"
PAGES = [
    *("/admin/brands/", "/admin/new-brand/", "/admin/audit/", "/admin/transfer/", "/admin/health/"),
    *("/admin/staff/", HOME + "blocks/", HOME + "queues/", HOME + "new-team/"),
    *("/admin/health/books/", HOME + "channels/new/", HOME + "topics/new/"),
    *(HOME + page for page in ("", "appearance/", "hours/", "channels/", "channels/0/")),
    *(HOME + page for page in ("channels/0/removal/", "topics/", "topics/0/", "teams/")),
    *(HOME + page for page in ("teams/support/", "promises/", "vip/", "saved-replies/")),
    *(HOME + page for page in ("saved-replies/new/", "tags/", "widget/", "mail/")),
    *(HOME + page for page in ("keys/", "accounts/new/mail/", "accounts/new/manual/")),
    *(HOME + page for page in ("recommend/", "public-reply/")),
    *(HOME + page for page in ("exchange/", "accounts/", "accounts/new/webhook/", "webhooks/")),
    *(HOME + page for page in ("webhooks/new/events/", "webhooks/new/chat/", "undelivered/")),
]


def every_page(desk_server: DeskServer) -> list[str]:
    """The pages that are there anyway, and those of an account and a webhook made for it."""
    ada = staff_by_email(desk_server.email("ada")).actor()
    brand = brand_by_slug("northmere")
    account = NewAccount(kind="webhook", label="Partner", settings={"url": "https://x.test/"})
    known = keep_account(actor=ada, brand=brand, new=account)
    hook = NewOutlet(
        kind="events", label="Back office", url="https://x.test/", events=(), is_on=False
    )
    outlet = keep_outlet(actor=ada, slug=brand.slug, new=hook)
    removed = keep_outlet(actor=ada, slug=brand.slug, new=hook)
    remove_outlet(actor=ada, slug=brand.slug, outlet_id=removed.pk)
    made = [
        f"accounts/{known.pk}/",
        *(f"webhooks/{outlet.pk}/{page}" for page in ("", "log/", "removal/")),
        f"webhooks/{removed.pk}/log/",
    ]
    return [*PAGES, *(HOME + page for page in made)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    visitor: Visitor, desk_server: DeskServer, scheme: str
) -> None:
    context = visitor(color_scheme=scheme)
    context.add_cookies([desk_server.session_cookie("ada")])  # type: ignore[list-item]
    page = context.new_page()

    pages = every_page(desk_server)

    found = [broken for path in pages for broken in complaints(page, desk_server.url + path)]

    assert found == []


def test_nothing_runs_over_the_edge_of_a_phone(visitor: Visitor, desk_server: DeskServer) -> None:
    context = visitor(viewport={"width": 390, "height": 844})
    context.add_cookies([desk_server.session_cookie("ada")])  # type: ignore[list-item]
    page = context.new_page()

    wide = []
    for address in every_page(desk_server):
        page.goto(desk_server.url + address)
        if page.evaluate(
            "[...document.querySelectorAll('.settings__page *')].some(e => !e.closest('.hidden,"
            " [data-scrolls]') && e.getBoundingClientRect().right > innerWidth + 1)"
        ):
            wide.append(address)

    assert wide == []


def test_a_tag_is_added_with_the_keyboard_alone(visitor: Visitor, desk_server: DeskServer) -> None:
    context = visitor()
    context.add_cookies([desk_server.session_cookie("ada")])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{desk_server.url}{HOME}tags/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")

    expect(page.locator(".row", has_text="By keyboard")).to_have_count(1)


def test_the_frame_shows_the_real_widget(visitor: Visitor, desk_server: DeskServer) -> None:
    context = visitor(viewport={"width": 1440, "height": 1600})
    context.add_cookies([desk_server.session_cookie("ada")])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{desk_server.url}{HOME}widget/")

    frame = page.frame_locator("iframe.preview")
    frame.locator("pharos-widget .launcher").click()

    expect(frame.locator("pharos-widget .panel")).to_be_visible()


def test_what_is_typed_is_previewed(visitor: Visitor, desk_server: DeskServer) -> None:
    context = visitor()
    context.add_cookies([desk_server.session_cookie("ada")])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{desk_server.url}{HOME}appearance/")

    page.get_by_label("Name in the widget's head").fill("North")
    page.get_by_label("Bottom left").check()

    expect(page.locator("[data-logo]")).to_have_text("North")
    expect(page.locator("[data-sample]")).to_have_attribute("data-launcher", "start")
