"""Take the pictures."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from tools.screens.exchange import WRONG_NETWORK

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tools.screens.scene import Morning
    from tools.screens.ways import Ways

ROOT = Path(__file__).resolve().parents[2]
SIZES = {1440: 900, 390: 844}
SCHEMES = ("light", "dark")
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
OF_BRAND = (
    *("appearance", "hours", "channels", "topics", "promises", "teams", "queues"),
    *("saved-replies", "tags", "blocks", "widget", "mail", "keys", "exchange", "exchange/readers"),
    *("accounts", "webhooks", "undelivered"),
)
COLOURS = 64  # of a picture's palette: enough for flat colours, and a fifth of the bytes
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def nothing(_page: Page) -> None:
    """The screen is there as soon as it is opened."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its address, who looks at it, and what they do there first."""

    name: str
    path: str
    who: str = "amara"
    first: Callable[[Page], None] = nothing


def opened(selector: str) -> Callable[[Page], None]:
    """What somebody presses before the picture is taken."""
    return lambda page: page.locator(selector).first.click()


def in_the_widget(page: Page) -> None:
    page.locator("pharos-widget .launcher").click()
    page.wait_for_timeout(600)


def with_a_card(page: Page) -> None:
    """Minjun pastes the hash of what he sent on the wrong network, and is told."""
    in_the_widget(page)
    panel = page.locator("pharos-widget .panel")
    panel.locator("[data-topic='DEP.NOT_FOUND'], .topics button").first.click()
    panel.get_by_role("textbox").fill(WRONG_NETWORK)
    panel.get_by_role("textbox").press("Enter")
    panel.get_by_role("article").last.wait_for()
    page.wait_for_timeout(600)


def own_cases(page: Page) -> None:
    """Dana comes from the exchange to her own cases."""
    page.locator("form[action$='/token/'] button").click()
    page.wait_for_url("**/northmere/cases/")


def own_case(page: Page) -> None:
    own_cases(page)
    page.locator("main a[href*='/northmere/cases/']").first.click()
    page.wait_for_load_state("load")


def typed(code: str) -> Callable[[Page], None]:
    """What somebody types to ask whether a mail is ours."""

    def ask(page: Page) -> None:
        page.locator("main [name=code]").fill(code)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state("load")

    return ask


def at_the_mail(page: Page) -> None:
    """Where the mail begins, with what is folded in it."""
    page.locator("details.fold").first.evaluate(
        "fold => fold.closest('article, li, section').scrollIntoView({block: 'start'})"
    )


def of_customers(ways: Ways) -> Iterator[Screen]:
    """The brand's own pages for its customers."""
    yield Screen("contact", "/northmere/contact/", who="")
    yield Screen("case-form", "/northmere/contact/DEP.NOT_FOUND/", who="")
    yield Screen("my-cases", "/northmere/?as=dana", who="", first=own_cases)
    yield Screen("own-case", "/northmere/?as=dana", who="", first=own_case)
    yield Screen("verify", "/northmere/verify/", who="", first=typed(ways.code))
    yield Screen("case-link", ways.link, who="")


def of_ways(ways: Ways) -> Iterator[Screen]:
    """What comes in and goes out by channels and webhooks, as staff see it."""
    brand = "/admin/brands/northmere"
    yield Screen("mail-case", f"/desk/cases/{ways.mail_case}/", first=at_the_mail)
    yield Screen("new-case", "/desk/cases/new/")
    yield Screen("books", "/admin/health/books/", who="ada")
    yield Screen("account-on-channel", f"{brand}/accounts/{ways.account}/", who="ada")
    yield Screen("webhook", f"{brand}/webhooks/{ways.outlet}/", who="ada")
    yield Screen("webhook-log", f"{brand}/webhooks/{ways.outlet}/log/", who="ada")
    yield Screen("webhook-removal", f"{brand}/webhooks/{ways.outlet}/removal/", who="ada")


def screens(case: str, customer: str) -> Iterator[Screen]:
    """Every screen there is, in the order in which a newcomer meets them."""
    yield Screen("front", "/", who="")
    yield Screen("widget", "/northmere/?as=dana", who="", first=in_the_widget)
    yield Screen("widget-card", "/northmere/?as=minjun", who="", first=with_a_card)
    yield Screen("status", "/northmere/status/", who="", first=opened(".use summary"))
    yield Screen("sign-in", "/sign-in/", who="")
    yield Screen("queue", "/desk/?view=waiting")
    yield Screen("case", f"/desk/cases/{case}/")
    yield Screen("case-menu", f"/desk/cases/{case}/", first=opened("[popovertarget=case-menu]"))
    yield Screen("ask-a-team", f"/desk/cases/{case}/side-conversations/")
    yield Screen("search", "/desk/search/?q=USDT")
    yield Screen("filters", "/desk/filters/")
    yield Screen("notifications", "/desk/notifications/", who="bruno")
    yield Screen("customer", f"/desk/customers/{customer}/")
    yield Screen("incidents", "/desk/incidents/", who="bruno")
    yield Screen("jobs", "/desk/jobs/", who="bruno")
    yield Screen("looks", f"/desk/customers/{customer}/looks/", who="bruno")
    yield Screen("notices", "/desk/notices/", who="bruno")
    yield Screen("preferences", "/desk/preferences/")
    yield Screen("account", "/account/")
    yield Screen("floor", "/desk/floor/", who="bruno")
    yield Screen("report", "/reports/", who="bruno")
    for name in ("brands", "staff", "audit", "health", "transfer"):
        yield Screen(name, f"/admin/{name}/", who="ada")
    for name in OF_BRAND:
        yield Screen(
            f"brand-{name.replace('/', '-')}", f"/admin/brands/northmere/{name}/", who="ada"
        )


def every_screen(morning: Morning, ways: Ways) -> list[Screen]:
    """All screens, those of `screens` first."""
    desk = screens(morning.open_case, morning.dana)
    return [*desk, *of_customers(ways), *of_ways(ways)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.screens")
    parser.add_argument("--only", default=[""], nargs="*", help="names that begin so")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screens")
    parser.add_argument("--quick", action="store_true", help="English at 1440 and 390, light only")
    asked = parser.parse_args()
    if not _has_fonts():
        sys.stderr.write("Pictures in Chinese need a font: apt-get install fonts-noto-cjk\n")
        return 1
    home = Path(tempfile.mkdtemp(prefix="pharos-screens-"))
    try:
        _run(home, asked)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _run(home: Path, asked: argparse.Namespace) -> None:
    from pharos.config.command import set_up_django
    from pharos.testing.desk_server import SECRET_KEY, running_desk
    from pharos.testing.postgres import test_server
    from tools.screens.exchange import running_exchange

    with test_server().clone("screens") as database:
        os.environ.update(database.environment(), PHAROS_DEMO="1", PHAROS_SECRET_KEY=SECRET_KEY)
        os.environ["PHAROS_HOME"] = str(home)
        set_up_django()
        with running_exchange(home), running_desk(database, home) as desk:
            every = _happened()
            _take(desk, [s for s in every if s.name.startswith(tuple(asked.only))], asked)


def _happened() -> list[Screen]:
    """Let the morning happen, and return the screens that show it."""
    from pharos.testing import resting
    from tools.screens.scene import Morning
    from tools.screens.ways import Ways

    morning = Morning()
    morning.happen()
    ways = Ways(morning)
    ways.begin()
    # Let the worker follow up, then hold it still.
    resting.let_work(needed=False)
    resting.let_work(needed=True)
    resting.let_work(needed=False)
    ways.happen()
    resting.let_work(needed=True)
    return every_screen(morning, ways)


def _has_fonts() -> bool:
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def _take(desk: Any, wanted: list[Screen], asked: argparse.Namespace) -> None:
    from playwright.sync_api import sync_playwright

    asked.to.mkdir(parents=True, exist_ok=True)
    schemes, languages = (SCHEMES[:1], ["en"]) if asked.quick else (SCHEMES, list(LANGUAGES))
    cookies = {who: [desk.session_cookie(who)] for who in {s.who for s in wanted} if who}
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for screen, width, scheme, language in product(wanted, SIZES, schemes, languages):
            picture = _picture(browser, desk.url, screen, (width, scheme, language), cookies)
            name = f"{screen.name}-{width}-{scheme}-{language}.png"
            _save(picture, asked.to / name)
            sys.stdout.write(f"{name}\n")
        browser.close()


def _picture(
    browser: Browser,
    url: str,
    screen: Screen,
    look: tuple[int, str, str],
    cookies: dict[str, list[Any]],
) -> bytes:
    width, scheme, language = look
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=LANGUAGES[language],
        timezone_id="Europe/Lisbon",
        reduced_motion="reduce",
    )
    try:
        context.add_cookies(cookies.get(screen.who, []))
        page = context.new_page()
        page.goto(f"{url}{screen.path}")
        page.wait_for_load_state("load")
        screen.first(page)
        page.wait_for_timeout(400)
        return page.screenshot()
    finally:
        context.close()


def _save(picture: bytes, path: Path) -> None:
    """Keep it small: flat colours need no more than a palette."""
    with Image.open(io.BytesIO(picture)) as full:
        small = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
