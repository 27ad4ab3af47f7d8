from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import Customer, Visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_draws_its_table_and_axe_finds_nothing(
    visitor: Visitor, desk_server: DeskServer, scheme: str
) -> None:
    Customer.arrives(visitor, desk_server, "dana").says("Where are my 250 USDT?")
    context = visitor(color_scheme=scheme)
    context.add_cookies([desk_server.session_cookie("bruno")])  # type: ignore[list-item]
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)

    page.goto(f"{desk_server.url}/reports/")

    expect(page.locator("day-chart canvas")).to_be_visible()
    page.get_by_text("Show as a table").click()
    expect(page.locator("table[data-kind=day] tbody tr")).to_have_count(28)
    assert heard == []
    assert complaints(page) == []
