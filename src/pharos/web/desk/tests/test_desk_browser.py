from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from pharos.brands.models import Brand
from pharos.kernel.scope import brand_scope
from pharos.reception.models import FollowUp
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import AtTheDesk, Customer, Visitor

pytestmark = pytest.mark.browser
SECONDS = 15


def complaints_of(page: Page) -> list[str]:
    """Collect what the browser refuses or cannot run. Injected tools would speak here too."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    return heard


def test_customer_and_agent_talk_live(visitor: Visitor, desk_server: DeskServer) -> None:
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara")
    heard = complaints_of(amara.page)
    dana = Customer.arrives(visitor, desk_server, "dana")

    dana.says("Where are my 250 USDT?")
    amara.opens("Where are my 250 USDT?")
    amara.writes("They arrived at nine.")
    dana.reads("They arrived at nine.")
    dana.says("I see them, thank you.")

    expect(amara.entry("customer", "I see them, thank you.")).to_have_count(1)
    expect(amara.entry("agent", "They arrived at nine.")).to_have_count(1)
    expect(amara.text).to_have_value("")
    assert heard == []


def test_korean_customer_and_english_agent_each_read_their_own_desk(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    seoul = {"locale": "ko-KR", "timezone_id": "Asia/Seoul"}
    minjun = Customer.arrives(visitor, desk_server, "minjun", **seoul)
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara", timezone_id="Europe/Lisbon")

    minjun.says("입금이 아직 도착하지 않았습니다.")
    amara.opens("입금이 아직 도착하지 않았습니다.")
    amara.writes("It arrives tonight.")

    minjun.reads("It arrives tonight.")
    expect(minjun.page.locator("html")).to_have_attribute("lang", "ko")
    facts = amara.page.locator(".facts")
    expect(facts).to_contain_text("Korean · local time")
    expect(facts).to_contain_text("Asia/Seoul")
    clock = facts.locator("local-time[show=clock] time")
    expect(clock).to_have_text(re.compile(r"^\d\d:\d\d$"))


def test_whole_case_is_done_by_keyboard_alone(visitor: Visitor, desk_server: DeskServer) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("Keyboard question")
    page = visitor().new_page()
    page.goto(f"{desk_server.url}/desk/")
    _sign_in_by_keyboard(page, desk_server.email("bruno"), desk_server.password)
    _open_by_keyboard(page, "Keyboard question")
    bruno = AtTheDesk(page)

    page.keyboard.press("t")
    expect(page.locator(".case__meta")).to_contain_text("With you")
    bruno.writes("By hand.")
    expect(bruno.entry("agent", "By hand.")).to_be_visible()
    bruno.writes("For colleagues.", key="n")
    expect(bruno.entry("note", "For colleagues.")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("#disposition")).to_be_focused()
    page.keyboard.type("Explained")
    page.keyboard.press("Tab")
    page.keyboard.type("Explained by hand.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".case__meta")).to_contain_text("Resolved")
    expect(bruno.entry("agent", "Explained by hand.")).to_be_visible()


def test_unsent_reply_is_kept_and_sent_once_when_the_line_is_back(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("Is anybody there?")
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara").opens("Is anybody there?")
    amara.page.route("**/replies/", lambda route: route.abort())

    amara.writes("Yes, always.")
    expect(amara.page.locator(".composer__unsent")).to_be_visible()
    expect(amara.text).to_have_value("Yes, always.")

    amara.page.unroute("**/replies/")
    amara.page.locator("[data-again]").click()
    expect(amara.entry("agent", "Yes, always.")).to_have_count(1)
    expect(amara.text).to_have_value("")


def test_draft_survives_a_reload_and_keeps_to_its_case(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("Draft question")
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara").opens("Draft question")

    amara.page.keyboard.press("n")
    amara.page.keyboard.type("half a note")
    amara.page.reload()

    expect(amara.text).to_have_value("")
    amara.page.keyboard.press("n")
    expect(amara.text).to_have_value("half a note")


def test_back_leads_to_the_case_before_without_a_new_page(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("Way back")
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara")
    amara.page.evaluate("window.kept = true")

    amara.opens("Way back")
    expect(amara.ticket("Way back")).to_have_attribute("aria-current", "true")
    amara.page.go_back()

    expect(amara.page.get_by_text("No case is open")).to_be_visible()
    assert amara.page.evaluate("window.kept") is True


def await_followed_up() -> None:
    """What follows from a message is news for the page, and not sent by a timer of its own."""
    until = time.monotonic() + SECONDS
    with brand_scope(Brand.objects.get(slug="northmere").pk):
        while FollowUp.objects.exists():
            assert time.monotonic() < until, "nobody followed up"
            time.sleep(0.05)


def test_an_open_desk_sends_nothing_but_its_stream(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    """Ten minutes pass by the page's own clock, so whatever a timer sends is sent."""
    asking = Customer.arrives(visitor, desk_server, "visitor")
    asking.says("Is my deposit late?")
    await_followed_up()
    page = AtTheDesk.signed_in(visitor, desk_server, "amara").page
    page.clock.install()
    AtTheDesk(page).opens("Is my deposit late?")
    page.reload()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))

    page.clock.run_for(10 * 60 * 1000)
    page.wait_for_timeout(500)
    idle = set(asked)

    asking.says("Hello?")
    expect(AtTheDesk(page).entry("customer", "Hello?")).to_be_visible()
    assert idle <= {"/live/desk"}
    assert set(asked) > idle


def test_case_is_answered_without_javascript(visitor: Visitor, desk_server: DeskServer) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("No script question")
    context = visitor(java_script_enabled=False)
    context.add_cookies([desk_server.session_cookie("amara")])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{desk_server.url}/desk/?show=1000")

    page.locator(".ticket", has_text="No script question").click()
    page.locator("#composer-body").fill("No script answer")
    page.locator("#send-reply").click()

    expect(page.locator(".entry--agent", has_text="No script answer")).to_have_count(1)


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1024), ("dark", 390)])
def test_axe_finds_nothing(
    visitor: Visitor, desk_server: DeskServer, theme: str, width: int
) -> None:
    question = f"Axe question {theme} {width}"
    Customer.arrives(visitor, desk_server, "visitor").says(question)
    options = {"color_scheme": theme, "viewport": {"width": width, "height": 800}}
    context = visitor(bypass_csp=True, **options)
    page = context.new_page()
    pages = ["/", "/northmere/", "/sign-in/", "/nowhere/"]
    found = [broken for path in pages for broken in complaints(page, desk_server.url + path)]

    context.add_cookies([desk_server.session_cookie("amara")])  # type: ignore[list-item]
    found += complaints(page, f"{desk_server.url}/desk/?show=1000")
    page.locator(".ticket", has_text=question).click()
    page.wait_for_selector(".case--open")
    found += complaints(page)
    page.locator("#resolve").click()
    found += complaints(page)

    assert found == []


def _sign_in_by_keyboard(page: Page, email: str, password: str) -> None:
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def _open_by_keyboard(page: Page, subject: str) -> None:
    expect(page.locator(".ticket", has_text=subject)).to_be_visible()
    focused = page.locator(".ticket:focus", has_text=subject)
    while not focused.count():
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".case--open")).to_be_visible()
