"""What a browser finds that keeps somebody out of a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def complaints(page: Page, address: str = "") -> list[str]:
    """Return what axe-core finds on the page, opened first if told so, and if it is too wide."""
    if address:
        page.goto(address)
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    told = [f"{page.url}: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return told + [f"{page.url} is too wide"] * bool(too_wide)
