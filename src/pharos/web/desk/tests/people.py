"""Two people in two browsers: a customer in the widget, and an agent at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from pharos.testing.desk_server import DeskServer

Visitor = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Customer:
    """Somebody who is signed in at the demo exchange and writes in its widget."""

    page: Page

    @classmethod
    def arrives(cls, visitor: Visitor, server: DeskServer, who: str, **options: str) -> Customer:
        page = visitor(**options).new_page()
        page.goto(f"{server.url}/northmere/?as={who}")
        page.locator("pharos-widget .launcher").click()
        page.locator("pharos-widget .people button").click()
        return cls(page)

    def says(self, text: str) -> None:
        field = self.page.locator("pharos-widget textarea")
        field.fill(text)
        with self.page.expect_response(lambda answer: answer.url.endswith("/messages")):
            field.press("Enter")

    def reads(self, text: str) -> None:
        expect(self.page.locator("pharos-widget .panel").get_by_text(text)).to_be_visible()


@dataclass(frozen=True)
class AtTheDesk:
    """A member of staff whose hands stay on the keyboard."""

    page: Page

    @classmethod
    def signed_in(cls, visitor: Visitor, server: DeskServer, who: str, **options: str) -> AtTheDesk:
        context = visitor(**options)
        context.add_cookies([server.session_cookie(who)])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"{server.url}/desk/")
        return cls(page)

    def ticket(self, subject: str) -> Locator:
        return self.page.locator(".ticket", has_text=subject)

    def opens(self, subject: str) -> AtTheDesk:
        self.ticket(subject).click()
        expect(self.page.locator(".case--open h1")).to_have_text(subject)
        return self

    def entry(self, kind: str, text: str) -> Locator:
        return self.page.locator(f".entry--{kind}", has_text=text)

    def writes(self, text: str, *, key: str = "r") -> None:
        self.page.keyboard.press("Escape")
        self.page.keyboard.press(key)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Control+Enter")

    @property
    def text(self) -> Locator:
        return self.page.locator("#composer-body")
