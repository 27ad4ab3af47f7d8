"""Files from the customer's hand to the agent's screen and back."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.testing.papers import pdf
from pharos.web.desk.tests.people import AtTheDesk, Customer, Visitor
from pharos.web.desk.tests.test_desk_browser import complaints_of

pytestmark = pytest.mark.browser

PDF = pdf("Statement")
PASTE = """async ([field, bytes, type, name]) => {
  const file = new File([new Uint8Array(bytes)], name, { type });
  const data = new DataTransfer();
  data.items.add(file);
  const how = { clipboardData: data, bubbles: true, cancelable: true, composed: true };
  field.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def picture(colour: str = "teal", size: tuple[int, int] = (640, 400)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "PNG")
    return made.getvalue()


def paste(page: Page, where: str, content: bytes, name: str = "image.png") -> None:
    field = page.locator(where).element_handle()
    page.evaluate(PASTE, [field, [*content], "image/png", name])


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in files
    ]
    page.locator("attach-files ~ .composer__bar input[type=file]").set_input_files(payloads)


def test_an_agent_attaches_pastes_takes_away_and_sends(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("Please send me the statement.")
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara")
    heard = complaints_of(amara.page)
    amara.opens("Please send me the statement.")
    page = amara.page

    choose(page, ("statement.pdf", PDF), ("virus.pdf", b"MZ" + bytes(80)))
    paste(page, "#composer-body", picture())
    ready = page.locator('.upload[data-state="ready"]')
    expect(ready).to_have_count(2)
    refused = page.locator('.upload[data-state="refused"]')
    expect(refused).to_contain_text("Programs cannot be sent.")
    assert complaints(page) == []
    refused.get_by_role("button", name="Remove").click()
    amara.writes("Here it is.")

    entry = amara.entry("agent", "Here it is.")
    expect(entry.locator(".file__chip")).to_contain_text("statement.pdf")
    image = entry.locator(".file--image img")
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") > 0
    expect(page.locator(".upload")).to_have_count(0)

    image.click()
    viewer = page.locator("dialog.viewer")
    expect(viewer.locator("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).not_to_be_visible()
    with page.expect_download() as download:
        entry.locator(".file__chip").click()
    assert download.value.suggested_filename == "statement.pdf"
    assert heard == []


def test_sending_waits_for_what_is_on_its_way_and_goes_on_after_a_break(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("A picture of the screen, please.")
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara")
    amara.opens("A picture of the screen, please.")
    page = amara.page
    broken = {"left": 1}

    def break_once(route: Route) -> None:
        if broken["left"] and route.request.method == "PATCH":
            broken["left"] -= 1
            route.abort()
        else:
            route.continue_()

    page.route("**/desk/uploads/**", break_once)
    choose(page, ("screen.png", picture("purple")))
    amara.writes("Here.")

    expect(amara.entry("agent", "Here.").locator(".file--image img")).to_be_visible()
    assert broken["left"] == 0


def test_without_script_the_files_come_with_the_form(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    Customer.arrives(visitor, desk_server, "visitor").says("No script here.")
    context = visitor(java_script_enabled=False)
    context.add_cookies([desk_server.session_cookie("amara")])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{desk_server.url}/desk/?view=waiting")
    page.locator(".ticket", has_text="No script here.").click()
    choose(page, ("a.pdf", PDF), ("b.exe", b"MZ" + bytes(70)))
    page.locator("#composer-body").fill("Two files.")
    page.locator("#send-reply").click()
    expect(page.locator(".composer__notices")).to_contain_text("b.exe: Programs cannot be sent.")
    expect(page.locator(".upload")).to_have_count(1)
    page.locator("#send-reply").click()
    entry = page.locator(".entry--agent", has_text="Two files.")
    expect(entry.locator(".file__chip")).to_contain_text(re.compile("a.pdf"))


def test_a_customer_pastes_a_picture_and_saves_the_pdf_that_answers_it(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    amara = AtTheDesk.signed_in(visitor, desk_server, "amara")
    customer = Customer.arrives(visitor, desk_server, "visitor")
    heard = complaints_of(customer.page)
    panel = customer.page.locator("pharos-widget .panel")
    expect(panel.get_by_role("button", name="Attach files")).to_be_visible()

    paste(customer.page, "pharos-widget textarea", picture("orange"), name="screen.png")
    expect(panel.locator(".tray__file")).to_contain_text("PNG · ")
    customer.says("This is what I see.")
    expect(panel.locator(".message--mine canvas[data-drawn]")).to_be_visible()
    expect(panel.locator(".tray__file")).to_have_count(0)

    amara.opens("This is what I see.")
    seen = amara.entry("customer", "This is what I see.").locator(".file--image img")
    expect(seen).to_have_js_property("complete", value=True)
    assert seen.evaluate("image => image.naturalWidth") > 0
    choose(amara.page, ("statement.pdf", PDF))
    amara.writes("Here is your statement.")

    customer.reads("Here is your statement.")
    chip = panel.locator("a.chip[href]", has_text="statement.pdf")
    with customer.page.expect_download() as download:
        chip.click()
    assert download.value.suggested_filename == "statement.pdf"
    assert heard == []


def test_the_widget_sends_a_file_without_words_goes_on_after_a_break_and_says_what_it_refuses(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    customer = Customer.arrives(visitor, desk_server, "visitor", locale="es-ES")
    page, panel = customer.page, customer.page.locator("pharos-widget .panel")
    parts = {"failed": 0}

    def break_once(route: Route) -> None:
        if route.request.method == "PATCH" and not parts["failed"]:
            parts["failed"] += 1
            route.abort()
        else:
            route.continue_()

    page.route("**/live/files/**", break_once)
    field = panel.locator("input[type=file]")
    field.set_input_files({"name": "x.pdf", "mimeType": "x/x", "buffer": b"MZ" + bytes(60)})
    expect(panel.locator('.tray__file[data-state="refused"] small')).to_be_visible()
    panel.get_by_role("button", name="Quitar x.pdf").click()
    field.set_input_files({"name": "screen.png", "mimeType": "x/x", "buffer": picture("green")})
    panel.get_by_role("button", name="Enviar").click()

    expect(panel.locator(".message--mine canvas[data-drawn]")).to_be_visible()
    assert parts["failed"] == 1
    page.reload()
    page.locator("pharos-widget .launcher").click()
    drawn = panel.locator(".message--mine canvas[data-drawn]")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("canvas => canvas.getContext('2d').getImageData(5, 5, 1, 1).data[1]") > 90
