"""Looking things up from the desk, putting them into a reply, and who is seen to have looked."""

from __future__ import annotations

import re

import pytest

from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.models import Notification
from pharos.cases.states import Disposition
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.models import Connection
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.push.words import OTHER, title_of
from pharos.testing.world import World
from pharos.web.desk.tests.test_findings import TXID, arrives, asked_about_it, beside
from pharos.web.desk.tests.test_pages import FRAGMENT, signed_in


def test_an_agent_looks_it_up_and_the_facts_fill(connected: Connected) -> None:
    world = connected.world
    arrives(connected)
    case = world.asked()
    connected.work()
    client = signed_in(world.amara)
    address = f"/desk/cases/{case.number}/diagnoses/"
    assert "Look it up" in client.get(address).text

    done = client.post(address, {"wanted": "D01", "txid": TXID})
    under_way = beside(client, case)
    connected.work()

    assert (done.status_code, done["Location"]) == (302, f"/desk/cases/{case.number}/")
    assert "Being looked up just now" in under_way
    assert "We found your transfer of 1.5 ETH" in beside(client, case)
    assert not connected.told(case)
    page = client.get(f"/desk/cases/{case.number}/").text
    assert "Amara looked at:" in page
    assert "to find out what is the matter" in page


def test_the_form_begins_with_what_is_known(connected: Connected) -> None:
    case = asked_about_it(connected)

    form = signed_in(connected.world.amara).get(f"/desk/cases/{case.number}/diagnoses/").text

    assert f'value="{TXID}"' in form


def test_one_thing_without_what_it_needs_is_refused_at_the_field(connected: Connected) -> None:
    case = connected.world.asked()
    client = signed_in(connected.world.amara)

    answer = client.post(
        f"/desk/cases/{case.number}/diagnoses/", {"wanted": "D03"}, headers=FRAGMENT
    )

    assert answer.status_code == 422
    assert "This is needed to look it up." in answer.text


def test_a_settled_case_is_not_looked_into_and_says_so(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    ended = Outcome(disposition=Disposition.EXPLAINED, text="It has arrived.")
    resolve_case(actor=world.amara.actor(), number=case.number, outcome=ended)

    answer = signed_in(world.amara).post(
        f"/desk/cases/{case.number}/diagnoses/", {"wanted": "D01", "txid": TXID}, headers=FRAGMENT
    )

    assert answer.status_code == 409
    assert "Reopen the case first." in answer.text


def test_too_many_looks_are_refused_in_the_dialog_and_told(connected: Connected) -> None:
    world = connected.world
    with brand_scope(world.brand.pk):
        Connection.objects.filter(brand=world.brand).update(looks_an_hour=1)
    case, client = world.asked(), signed_in(world.amara)
    address = f"/desk/cases/{case.number}/diagnoses/"
    client.post(address, {"wanted": "D01", "txid": TXID})

    answer = client.post(address, {"wanted": "D01", "txid": TXID}, headers=FRAGMENT)
    bell = signed_in(world.bruno).get("/desk/notifications/").text

    assert answer.status_code == 429
    assert "Ask a supervisor." in answer.text
    assert "Amara looks up more than is usual" in bell


@pytest.mark.requirement("TK-12")
def test_a_finding_is_put_into_the_reply_and_not_sent(connected: Connected) -> None:
    case = asked_about_it(connected)
    client = signed_in(connected.world.amara)
    before = len(connected.world.entries(case))
    link = re.search(r'href="(/desk/cases/[^"]*/words/)"', beside(client, case))
    assert link

    fragment = client.get(link[1], headers=FRAGMENT).text
    page = client.get(link[1]).text

    assert 'data-insert="We found your transfer of 1.5 ETH' in fragment
    text = page[page.index('id="composer-body"') :].partition("</textarea>")[0]
    assert "We found your transfer of 1.5 ETH" in text
    assert len(connected.world.entries(case)) == before


def test_the_words_are_in_the_customers_language(connected: Connected) -> None:
    world = connected.world
    case = asked_about_it(connected, language="es")

    found = beside(signed_in(world.amara), case)
    link = re.search(r'href="(/desk/cases/[^"]*/words/)"', found)
    assert link

    assert "Put it into the reply, in Spanish" in found
    assert 'lang="es"' in signed_in(world.amara).get(link[1], headers=FRAGMENT).text


def test_who_only_reads_puts_nothing_into_a_reply(connected: Connected) -> None:
    case = asked_about_it(connected)
    olena = signed_in(connected.world.olena)

    assert "/words/" not in beside(olena, case)
    assert olena.get(f"/desk/cases/{case.number}/diagnoses/1/0/words/").status_code == 403


def test_supervisors_see_who_looked_and_what_for(connected: Connected) -> None:
    world = connected.world
    case = asked_about_it(connected)
    address = f"/desk/customers/{world.dana.public_id}/looks/"

    looks = signed_in(world.bruno).get(address).text

    assert "to find out what is the matter" in looks
    assert "a deposit by its transaction" in looks
    assert address in beside(signed_in(world.bruno), case)
    profile = f"/desk/customers/{world.dana.public_id}/"
    assert address in signed_in(world.bruno).get(profile).text
    assert address not in beside(signed_in(world.amara), case)
    assert signed_in(world.amara).get(address).status_code == 403


def test_a_strange_finding_is_absent(connected: Connected) -> None:
    case = connected.world.asked()

    words = f"/desk/cases/{case.number}/diagnoses/1000/0/words/"

    assert signed_in(connected.world.amara).get(words).status_code == 404


@pytest.mark.parametrize("kind", ["looks", "canary", "no_notice"])
def test_alarms_have_words_and_stand_in_the_bell(world: World, kind: str) -> None:
    case = world.asked()
    with brand_scope(world.brand.pk):
        Notification.objects.create(
            brand=world.brand,
            staff=world.bruno,
            case=case,
            kind=kind,
            seq=1,
            by="Amara",
            created_at=now(),
        )

    told = title_of(kind, "Amara", "en")

    assert told != str(OTHER)
    assert told in signed_in(world.bruno).get("/desk/notifications/").text
