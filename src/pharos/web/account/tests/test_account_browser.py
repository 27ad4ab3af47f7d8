"""A passkey in a real browser, and pages that everybody can read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer

pytestmark = pytest.mark.browser

Visitor = Callable[..., BrowserContext]


def with_authenticator(page: Page) -> None:
    """Give the browser a device that holds passkeys and whose owner always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, server: DeskServer, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("#id_login", server.email(name))
    page.fill("#id_password", server.password)
    page.click("button:has-text('Sign in') >> nth=0")


def test_a_passkey_is_added_and_opens_the_door_by_itself(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    # Browsers know passkeys for names, not for numbers.
    address = desk_server.url.replace("127.0.0.1", "localhost")
    page = visitor().new_page()
    with_authenticator(page)
    sign_in(page, desk_server, address, "olena")
    page.goto(f"{address}/account/passkeys/")
    page.fill("#id_password", desk_server.password)
    page.click("button:has-text('Go on')")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{address}/sign-in/")
    page.click("#passkey_login")

    expect(page).to_have_url(f"{address}/desk/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out_of_the_pages_of_signing_in(
    visitor: Visitor, desk_server: DeskServer, theme: str
) -> None:
    page = visitor(color_scheme=theme).new_page()
    found = complaints(page, f"{desk_server.url}/sign-in/")
    page.context.add_cookies([desk_server.session_cookie("olena")])  # type: ignore[list-item]
    for path in ("", "proof/", "password/"):
        found += complaints(page, f"{desk_server.url}/account/{path}")
    page.goto(f"{desk_server.url}/account/app/")
    page.fill("#id_password", desk_server.password)
    page.click("button:has-text('Go on')")
    expect(page.locator(".gate__secret")).to_be_attached()
    found += complaints(page)
    found += complaints(page, f"{desk_server.url}/account/passkeys/")

    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out_of_an_invitation(
    visitor: Visitor, desk_server: DeskServer, theme: str
) -> None:
    owner = visitor(color_scheme=theme)
    owner.add_cookies([desk_server.session_cookie("ada")])  # type: ignore[list-item]
    staff = owner.new_page()
    staff.goto(f"{desk_server.url}/admin/staff/")
    email = f"kwame-{theme}@northmere.test"
    staff.get_by_label("E-mail").fill(email)
    staff.get_by_role("button", name="Make a link").click()
    staff.wait_for_load_state()
    link = re.search(r"/join/[\w/-]+", staff.content())
    assert link is not None
    path = link[0]

    assert complaints(visitor(color_scheme=theme).new_page(), desk_server.url + path) == []
