"""Hostile words on customers' own pages, in copies, and where administrators read of trouble.

By hand with many more: PHAROS_DATA=FOLDER, as `test_hostile_browser`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import FilePayload

from pharos.cases.case_links import case_link
from pharos.cases.models import Case, Conversation, Delivery, Notification
from pharos.cases.tests.deeds import answered
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.letters.models import Letter
from pharos.letters.writing import write_letter
from pharos.outlets.actions.keep_outlet import NewOutlet, keep_outlet
from pharos.outlets.events import EVENTS
from pharos.outlets.models import Dispatch, Outlet
from pharos.people.actor import Actor
from pharos.people.models import Handle
from pharos.people.tests.exchange import connected
from pharos.reception.follow_up import follow_up
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World
from pharos.web.desk.tests.attacker import Attacker
from pharos.web.desk.tests.hostile import DATA, batches, payloads
from pharos.web.desk.tests.people import Visitor
from pharos.web.desk.tests.watched import Watched, at_the_desk, plain
from pharos.web.portal.tests.pages import picture, sign_in

pytestmark = [pytest.mark.browser, *([pytest.mark.timeout(3600)] if DATA else [])]

MOST_IN_A_FIELD = 1_900
# So many are tried one by one where a page shows one at a time.
ONE_BY_ONE = 60 if DATA else 12


@pytest.fixture
def words() -> list[str]:
    return payloads()


@pytest.fixture
def texts(words: list[str]) -> list[str]:
    return batches([one for one in words if len(one) < MOST_IN_A_FIELD / 2], MOST_IN_A_FIELD)


@pytest.fixture
def some(words: list[str]) -> list[str]:
    """Evenly out of all."""
    return words[:: max(1, len(words) // ONE_BY_ONE)]


@pytest.fixture
def dana(world: World, visitor: Visitor, desk_server: DeskServer) -> Iterator[Watched]:
    """Dana's browser, signed in from the exchange. Nothing that it heard may have run."""
    with brand_scope(world.brand.pk):
        account = Handle.objects.get(customer=world.dana, kind="account").value
    client = Client()
    sign_in(client, world.brand, connected(world.brand), sub=account)
    context = visitor()
    for cookie in client.cookies.values():
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": desk_server.url}])
    dana = Watched(context, desk_server.url)
    yield dana
    assert dana.heard == []


def missing(text: str, shown: str) -> list[str]:
    """The lines of a text, as it is kept, that a page does not show as they were written."""
    lines = (plain(line).strip() for line in text.replace("\0", "").splitlines())
    return [line for line in lines if line and line not in shown]


def test_what_a_form_was_told_stands_on_customers_own_pages_and_never_runs(
    world: World, dana: Watched, words: list[str], texts: list[str]
) -> None:
    home = f"/{world.brand.slug}"
    for at, text in enumerate(texts):
        one = words[at * len(words) // len(texts)]
        fills_in(dana, f"{home}/contact/DEP.NOT_FOUND/", text, one)
        echoed = dana.looked_at(dana.page)
        assert "marked fields" in echoed
        assert missing(text, plain(dana.page.locator("[name=happened]").input_value())) == []
        dana.page.locator("[name=when]").fill("")
        submits(dana)
        submits(dana)
        dana.page.wait_for_url("**/sent/#received-*")
        assert at or plain(one[:140]).strip() in dana.looked_at(dana.page)

        dana.page.get_by_role("link", name="Open the case").click()
        dana.page.wait_for_load_state()
        page = dana.looked_at(dana.page)
        assert missing(text, page) == []
        assert plain(one[:140]).strip() in page
    where = dana.page.url.removeprefix(dana.url)
    dana.page.locator("[name=text]").first.fill(texts[-1])
    dana.page.get_by_role("button", name="Send", exact=True).click()
    dana.page.wait_for_load_state()
    dana.page.locator("summary", has_text="different person").click()
    dana.page.locator("details[open] [name=text]").fill(texts[0])
    dana.page.get_by_role("button", name="Ask for a different person").click()
    dana.page.wait_for_load_state()
    assert missing(texts[0], dana.shows(where)) == []

    listed = dana.shows(f"{home}/cases/")
    assert plain(words[0]).strip() in listed


def fills_in(dana: Watched, path: str, text: str, one: str) -> None:
    """Fill a case's form in, with one mistake, so that what was typed comes back."""
    page = dana.page
    page.goto(dana.url + path)
    page.evaluate("document.querySelector('form.case-form').noValidate = true")
    page.locator("[name=summary]").fill(" ".join(one.split())[:140])
    page.locator("[name=happened]").fill(text)
    page.locator("[name=did]").fill(text)
    page.locator("[name=timezone]").fill(one[:60].replace("\n", " "))
    page.locator("[name=when]").evaluate("(field) => { field.type = 'text'; }")
    page.locator("[name=when]").fill(one[:60].replace("\n", " "))
    name = one[:80].replace("/", "_").replace("\n", " ").replace("\0", "")
    file = FilePayload(name=f"{name}.png", mimeType="image/png", buffer=picture())
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("Ready to be sent").wait_for()
    submits(dana)


def submits(dana: Watched) -> None:
    with dana.page.expect_navigation():
        dana.page.evaluate("document.querySelector('form.case-form').noValidate = true")
        dana.page.locator("form.case-form .button--primary[type=submit]").click()


def test_copies_and_lists_hold_hostile_words_as_words(
    world: World, dana: Watched, words: list[str], texts: list[str]
) -> None:
    home = f"/{world.brand.slug}"
    threads = [str(uuid4()) for _text in texts]
    for text, thread in zip(texts, threads, strict=True):
        world.asked(text=text, external_id=thread)

    for text, thread in zip(texts, threads, strict=True):
        with brand_scope(world.brand.pk):
            said = Conversation.objects.select_related("case").get(external_id=thread)
        where = f"{home}/cases/{said.case.number}/"
        assert missing(text, dana.shows(where)) == []
        copy = dana.page.request.get(f"{dana.url}{where}transcript/{said.public_id}/")
        # A browser saves it, whatever is in it.
        assert copy.headers["content-type"] == "application/json"
        assert copy.headers["x-content-type-options"] == "nosniff"
        assert copy.headers["content-disposition"].startswith("attachment;")
        line = json.loads(copy.text())["transcript"][0]
        assert missing(text, plain(line)) == []
    assert plain("How do I use these?") in dana.shows(f"{home}/cases/")


def test_what_an_address_or_a_field_says_is_repeated_as_words(
    world: World, dana: Watched, attacker: Attacker, some: list[str]
) -> None:
    home = f"/{world.brand.slug}"
    for one in some:
        asked = quote(one, safe="")
        for path in (
            f"{home}/cases/?next={asked}",
            f"{home}/contact/?topic={asked}&about={asked}",
            f"{home}/contact/topics/?about={asked}",
            f"{home}/status/?lang={asked}",
            f"{home}/talk/?topic={asked}",
        ):
            dana.shows(path)
        dana.shows(f"{home}/verify/")
        with dana.page.expect_navigation():
            dana.page.locator("[name=code]").evaluate(
                "(field, typed) => { field.value = typed; field.form.submit(); }", one
            )
        dana.looked_at(dana.page)
        number = attacker.posts("Where is my deposit?", one, kind="telegram")
        with brand_scope(world.brand.pk):
            link = case_link(world.conversation(Case.objects.get(number=number)))
        shown = dana.shows(link[link.index(f"{home}/") :])
        assert plain(one)[:40].strip() in shown


def test_where_staff_read_of_trouble_and_search_nothing_runs(
    world: World, attacker: Attacker, visitor: Visitor, desk_server: DeskServer, some: list[str]
) -> None:
    numbers = [attacker.mails(one, name=one, subject=one) for one in some]
    follow_up(actor=Actor.system(world.brand.pk))
    with brand_scope(world.brand.pk):
        cases = list(Case.objects.filter(number__in=numbers))
        Case.objects.filter(number__in=numbers).update(assignee=world.amara)
    outlet = given_up(world, attacker, cases, some)
    amara, bruno, ada = (
        Watched(at_the_desk(visitor, desk_server, each), desk_server.url)
        for each in (world.amara, world.bruno, world.ada)
    )

    for one in some:
        amara.shows(f"/desk/search/?q={quote(one, safe='')}")
    assert plain(some[0]).strip() in amara.shows("/desk/notifications/")
    for path in ("/desk/floor/", "/desk/floor/cases/", "/desk/asked/", "/desk/jobs/"):
        bruno.shows(path)
    agent = bruno.shows(f"/desk/floor/cases/?agent={world.amara.pk}")
    assert any(plain(one).strip()[:60] in agent for one in some)
    brand = f"/admin/brands/{world.brand.slug}"
    shown = {path: ada.shows(path) for path in admin_pages(brand, attacker, outlet)}

    undelivered = shown[f"{brand}/undelivered/"]
    assert missing("\n".join(one[:200] for one in some), undelivered) == []
    assert plain(some[0]).strip() in shown[f"{brand}/accounts/"]
    assert plain(some[0]).strip() in shown[f"{brand}/webhooks/{outlet.pk}/log/"]
    assert amara.heard + bruno.heard + ada.heard == []


def given_up(world: World, attacker: Attacker, cases: list[Case], some: list[str]) -> Outlet:
    """Answers, letters and webhooks that failed, with the words of whoever refused them."""
    new = NewOutlet(
        kind=Outlet.Kind.EVENTS,
        label=some[0][:80],
        url="https://events.example.test/",
        events=tuple(EVENTS),
    )
    outlet = keep_outlet(actor=world.ada.actor(), slug=world.brand.slug, new=new)
    at = now()
    with brand_scope(world.brand.pk):
        for one in some:
            write_letter(
                brand_id=world.brand.pk,
                to="dana@example.test",
                kind="code",
                language="en",
                subject=one,
                paragraphs=[one],
                token=str(uuid4()),
            )
        Letter.objects.filter(brand=world.brand).update(
            state="failed", code="refused", why=some[0][:300]
        )
        ChannelAccount.objects.filter(brand=world.brand).update(
            label=some[-1][:80], trouble=some[0][:300], trouble_at=at
        )
    for case, one in zip(cases, some, strict=True):
        if case != cases[0]:
            answered(case, world.amara)
        with brand_scope(world.brand.pk):
            Notification.objects.create(
                brand=world.brand,
                staff=world.amara,
                case=case,
                kind="answered",
                seq=1,
                by=one[:100],
                created_at=at,
            )
    with brand_scope(world.brand.pk):
        failed = Delivery.objects.filter(brand=world.brand)
        failed.update(state="failed", code=some[0][:60], why=some[-1][:300])
        for nr, one in enumerate(some):
            Dispatch.objects.create(
                brand=world.brand,
                outlet=outlet,
                case=cases[0],
                seq=nr + 1,
                event="case.opened",
                state="dead",
                due_at=at,
                queued_at=at,
                moved_at=at,
                why=one[:200],
            )
    return outlet


def admin_pages(brand: str, attacker: Attacker, outlet: Outlet) -> list[str]:
    accounts = [f"{brand}/accounts/{each.pk}/" for each in attacker.accounts.values()]
    mine = ("undelivered", "accounts", "webhooks", "blocks", "channels", "keys", "mail")
    return [
        *(f"{brand}/{each}/" for each in mine),
        *accounts,
        f"{brand}/webhooks/{outlet.pk}/",
        f"{brand}/webhooks/{outlet.pk}/log/",
        "/admin/audit/",
        "/admin/health/",
        "/admin/health/books/",
        "/admin/staff/",
        "/reports/",
    ]
