from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from pharos.brands.queries import brand_by_slug
from pharos.cases.models import Case, Entry
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.reception.admit import admit
from pharos.reception.inbound import Inbound
from pharos.testing.axe import complaints
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import Visitor

pytestmark = pytest.mark.browser
TEXT = "Dear {{customer.name}}, if you lost something by it, tell us: {{claim.link}}"


def asked() -> Case:
    """Dana asks the demo's brand about a withdrawal."""
    brand = brand_by_slug("northmere")
    with brand_scope(brand.pk):
        dana = Customer.objects.create(brand=brand, name="Dana", language="en")
    actor = Actor.customer(id=dana.pk, brand_id=brand.pk, name="Dana", assurance=2)
    inbound = Inbound(
        channel="widget",
        external_id=str(uuid4()),
        client_token=str(uuid4()),
        text="My withdrawal waits.",
        reason="WDR.REVIEW",
    )
    number = admit(actor=actor, inbound=inbound).case
    with brand_scope(brand.pk):
        return Case.objects.get(number=number)


def address_in(case: Case) -> str:
    """The address that stands in what staff wrote to the customer."""
    with brand_scope(case.brand_id):
        told = Entry.objects.get(case_id=case.pk, kind="message", author_kind="staff").body or ""
    found = re.search(r"http\S+", told)
    assert found is not None
    return found[0]


def entered(desk: Page, title: str) -> None:
    """An incident of old that goes on, for which claims are taken."""
    desk.get_by_label("What happened, in a few words").fill(title)
    desk.get_by_label("What did not work").select_option("WITHDRAWAL")
    desk.get_by_label("From (UTC)").fill("2020-01-01T00:00")
    desk.get_by_role("button", name="Enter the incident").click()
    desk.get_by_text("Claims and whom it concerns").click()
    desk.get_by_role("button", name="Keep this").click()


def written_to(desk: Page, case: Case) -> list[str]:
    """Write to the case's customer, wait until it is sent, and return what axe finds meanwhile."""
    desk.get_by_label(case.number).check()
    desk.get_by_role("button", name="Write to those chosen").click()
    desk.get_by_label("English").fill(TEXT)
    desk.get_by_role("button", name="Look at it first").click()
    found = complaints(desk)
    desk.get_by_role("button", name="Send to 1").click()
    # The page follows by itself.
    expect(desk.get_by_text("Sent: 1 of 1 · Done")).to_be_visible()
    return found


def test_from_an_incident_to_a_decided_claim(visitor: Visitor, desk_server: DeskServer) -> None:
    case = asked()
    context = visitor(viewport={"width": 390, "height": 844}, color_scheme="dark")
    context.add_cookies([desk_server.session_cookie("bruno")])  # type: ignore[list-item]
    desk = context.new_page()
    found = complaints(desk, f"{desk_server.url}/desk/incidents/new/")
    entered(desk, f"Withdrawals were late {case.number}")
    found += written_to(desk, case)

    plain = visitor(java_script_enabled=False, viewport={"width": 390, "height": 844})
    customer = plain.new_page()
    customer.goto(address_in(case))
    customer.get_by_label("What happened to you").fill("I sold too late.")
    customer.get_by_role("button", name="Send the claim").click()
    expect(customer.get_by_text("We have your claim.")).to_be_visible()

    desk.reload()
    desk.locator("summary", has_text="Decide").click()
    found += complaints(desk)
    desk.get_by_label("Amount, if accepted").fill("12.5")
    desk.get_by_label("Asset or currency").fill("USDT")
    desk.get_by_role("button", name="Accept and tell").click()
    expect(desk.get_by_text("Accepted: 12.5 USDT")).to_be_visible()
    customer.reload()
    expect(customer.get_by_text("Your claim was accepted.")).to_be_visible()
    found += complaints(desk, customer.url) + complaints(desk, f"{desk_server.url}/desk/incidents/")
    assert found == []
