from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from pharos.cases.actions.erase import erase_content
from pharos.cases.case_links import case_link
from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import ListedCase, cases_listed
from pharos.cases.models import Case, CaseLink
from pharos.cases.tests.deeds import clocks, fresh, is_whole
from pharos.clocks.models import Clock
from pharos.kernel.scope import brand_scope, reading
from pharos.people.actions.know_sender import know_sender
from pharos.people.actor import Actor
from pharos.people.models import PersonMerge
from pharos.people.sender import Sender
from pharos.people.tests.exchange import Exchange, connected
from pharos.reception.admit import admit
from pharos.reception.follow_up import follow_up
from pharos.reception.inbound import Inbound
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in
from pharos.web.portal.tests.pages import case_of, send, sign_in


@pytest.fixture
def exchange(world: World) -> Exchange:
    return connected(world.brand)


def written(world: World, surface: str = "", text: str = "Where is my deposit?") -> Case:
    """What somebody wrote from an account on a messenger."""
    sender = Sender(kind="telegram", value=uuid4().hex, name="dana_t", proved_by="telegram")
    actor = know_sender(actor=Actor.system(world.brand.pk), brand=world.brand, sender=sender)
    inbound = Inbound(
        channel="telegram",
        external_id=uuid4().hex,
        client_token="1",
        text=text,
        surface=surface,
        must_take=True,
    )
    admitted = admit(actor=actor, inbound=inbound)
    with brand_scope(world.brand.pk):
        return Case.objects.select_related("customer", "brand").get(number=admitted.case)


def link(world: World, case: Case) -> str:
    with brand_scope(world.brand.pk):
        address = case_link(world.conversation(case))
    return address[address.index(f"/{world.brand.slug}/") :]


def merges(case: Case) -> int:
    with brand_scope(case.brand_id):
        return PersonMerge.objects.filter(joined=case.customer, undone_at=None).count()


@pytest.mark.requirement("ID-03", "TK-15")
def test_the_link_shows_no_more_than_that_there_is_something(world: World) -> None:
    case = written(world)

    page = Client().get(link(world, case))

    assert page.status_code == 200
    for told in (case.number, "deposit?", "dana_t", "Telegram"):
        assert told not in page.text
    assert Client().get(link(world, case)[:-3] + "x/").status_code == 404


@pytest.mark.requirement("CH-27", "TK-15", "CH-03")
def test_who_signs_in_and_says_that_it_was_they_has_the_case_with_their_others(
    world: World, exchange: Exchange
) -> None:
    case, browser = written(world), Client()
    sign_in(browser, world.brand, exchange)
    asked = browser.get(link(world, case)).text
    assert "Was that you?" in asked
    assert case.number not in asked
    assert merges(case) == 0

    opened = browser.post(link(world, case))

    assert opened["Location"] == f"/{world.brand.slug}/cases/{case.number}/"
    assert "Where is my deposit?" in browser.get(opened["Location"]).text
    assert merges(case) == 1
    assert browser.get(link(world, case))["Location"] == opened["Location"]


def test_whoever_has_only_the_link_joins_nobody(world: World) -> None:
    case, browser = written(world), Client()
    send(browser, world.brand)

    assert browser.post(link(world, case)).status_code == 401
    assert merges(case) == 0


def test_a_conversation_of_somebody_who_is_known_is_nobody_else_s(
    world: World, exchange: Exchange
) -> None:
    case = written(world)
    for account, status in (("account-dana", 302), ("account-eve", 404)):
        browser = Client()
        sign_in(browser, world.brand, exchange, sub=account)
        assert browser.post(link(world, case)).status_code == status
    assert "belongs to somebody else" in browser.get(link(world, case)).text
    assert merges(case) == 1


@pytest.mark.requirement("TK-15")
def test_what_was_said_in_public_goes_on_in_a_case_of_their_own(
    world: World, exchange: Exchange
) -> None:
    public, browser = written(world, surface="public"), Client()
    sign_in(browser, world.brand, exchange)
    page = browser.get(link(world, public)).text
    assert "Was that you?" not in page
    assert browser.post(link(world, public)).status_code == 404

    token = link(world, public).rstrip("/").rpartition("/")[2]
    own = case_of(world, send(browser, world.brand, about=token))

    assert own.pk != public.pk
    assert merges(public) == 0
    with brand_scope(world.brand.pk):
        assert CaseLink.objects.filter(case=own, other=public, kind="related").count() == 1
    assert browser.get(f"/{world.brand.slug}/cases/{public.number}/").status_code == 404


def open_case(world: World, browser: Client) -> Case:
    return case_of(world, send(browser, world.brand))


def link_kinds(case: Case) -> list[str]:
    with brand_scope(case.brand_id):
        return list(CaseLink.objects.filter(case=case).values_list("kind", flat=True))


@pytest.mark.requirement("CM-01")
def test_a_public_complaint_joins_the_open_case_of_whoever_comes_by_its_link_and_is_proved(
    world: World, exchange: Exchange
) -> None:
    text = "Worst exchange: five days and no answer"
    public, browser = written(world, surface="public", text=text), Client()
    sign_in(browser, world.brand, exchange)
    own = open_case(world, browser)
    where = link(world, public)
    assert own.number in browser.get(where).text

    for _time in range(2):
        joined = browser.post(where, {"case": own.number})

    assert joined["Location"] == f"/{world.brand.slug}/cases/{own.number}/"
    assert link_kinds(own) == ["related"]
    assert merges(public) == 0
    # Staff read it in the case, as said by whoever has that account; nothing is shown in public.
    page = signed_in(world.amara).get(f"/desk/cases/{own.number}/").text
    assert text in page
    assert "says it is about this" in page
    assert "not proved to be theirs" in page
    assert text not in browser.get(joined["Location"]).text
    assert fresh(own).last_words == own.last_words
    assert is_whole(own)
    assert is_whole(public)


@pytest.mark.requirement("CM-01")
def test_whoever_has_proved_nothing_sees_and_joins_no_case(
    world: World, exchange: Exchange
) -> None:
    public, browser, visitor = written(world, surface="public"), Client(), Client()
    sign_in(browser, world.brand, exchange)
    own = open_case(world, browser)
    theirs = open_case(world, visitor)
    where = link(world, public)

    assert theirs.number not in visitor.get(where).text
    assert visitor.post(where, {"case": theirs.number}).status_code == 401
    assert browser.post(where, {"case": theirs.number}).status_code == 404
    assert link_kinds(own) == link_kinds(theirs) == []
    assert browser.post(where, {"case": own.number}).status_code == 302


@pytest.mark.requirement("CM-01")
@pytest.mark.parametrize("first", ["public", "private"])
def test_who_complains_in_public_waits_neither_longer_nor_less(world: World, first: str) -> None:
    """Two alike, one in public and one not: their order is that of their waiting."""
    surfaces = ["public", ""] if first == "public" else ["", "public"]
    text = "Worst exchange: five days and no answer"
    cases = [written(world, surface=surface, text=text) for surface in surfaces]
    follow_up(actor=Actor.system(world.brand.pk))
    cases = [fresh(case) for case in cases]

    assert [listed.number for listed in waiting(world)] == [case.number for case in cases]
    alike = [
        (case.state, case.team_id, case.assignee_id, case.contacts, clock.kind, clock_takes(clock))
        for case in cases
        for clock in clocks(case)
    ]
    assert len(alike) == 2
    assert alike[0] == alike[1]


@pytest.mark.requirement("CM-01")
def test_joining_moves_nobody_in_the_queue_and_no_promise(world: World, exchange: Exchange) -> None:
    public, browser = written(world, surface="public", text="Worst exchange ever"), Client()
    sign_in(browser, world.brand, exchange)
    own, other = open_case(world, browser), world.asked()
    follow_up(actor=Actor.system(world.brand.pk))
    order = [listed.number for listed in waiting(world)]
    promised = [(c.kind, c.due_at) for case in (public, own, other) for c in clocks(case)]

    assert browser.post(link(world, public), {"case": own.number}).status_code == 302

    assert [listed.number for listed in waiting(world)] == order
    assert [(c.kind, c.due_at) for case in (public, own, other) for c in clocks(case)] == promised
    assert fresh(own).contacts == own.contacts


@pytest.mark.requirement("CM-01")
def test_what_is_erased_in_public_is_erased_where_it_was_joined(
    world: World, exchange: Exchange
) -> None:
    text = "Worst exchange: my name is Dana Example"
    public, browser = written(world, surface="public", text=text), Client()
    sign_in(browser, world.brand, exchange)
    own = open_case(world, browser)
    browser.post(link(world, public), {"case": own.number})
    assert text in [entry.body for entry in world.entries(own)]

    seq = next(entry.seq for entry in world.entries(public) if entry.body == text)
    erase_content(actor=world.ada.actor(), number=public.number, seq=seq, why="On request")

    assert text not in [entry.body for entry in world.entries(own)]


def waiting(world: World) -> list[ListedCase]:
    actor = world.amara.actor()
    with reading(actor):
        return cases_listed(actor, Criteria(waiting=True))


def clock_takes(clock: Clock) -> timedelta | None:
    return None if clock.due_at is None else clock.due_at - clock.started_at
