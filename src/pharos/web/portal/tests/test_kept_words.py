"""Whatever is refused on customers' pages: nothing that was written is lost, and a way leads on."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pharos.cases.actions.merge import merge_cases
from pharos.cases.models import Case
from pharos.kernel.scope import brand_scope
from pharos.people.models import Handle
from pharos.people.tests.exchange import connected
from pharos.testing.world import World
from pharos.web.portal.tests.pages import (
    answers,
    case_of,
    check_files,
    picture,
    promise,
    prove,
    send,
    sign_in,
)

WORDS = "It was 500 USDT, on Monday."


@pytest.fixture
def dana(world: World) -> Client:
    """Dana's browser, signed in from the exchange."""
    with brand_scope(world.brand.pk):
        account = Handle.objects.get(customer=world.dana, kind="account").value
    browser = Client()
    sign_in(browser, world.brand, connected(world.brand), sub=account)
    return browser


def address(case: Case, what: str = "") -> str:
    place = f"/{case.brand.slug}/cases/{case.number}/"
    return f"{place}{what}/" if what else place


def said(world: World, case: Case) -> list[str]:
    return [e.body or "" for e in world.entries(case) if e.kind in ("message", "review")]


def proof_shot() -> SimpleUploadedFile:
    return SimpleUploadedFile("proof.png", picture(), content_type="image/png")


@pytest.mark.parametrize(
    ("what", "field"), [("messages", "text"), ("review", "text"), ("withdrawal", "why")]
)
def test_whose_sign_in_has_ended_gets_their_words_back_and_the_way_to_sign_in(
    world: World, dana: Client, what: str, field: str
) -> None:
    case = world.asked()

    for browser in (Client(), visitor(world)):
        refused = browser.post(address(case, what), {"client_token": "1", field: WORDS})
        assert refused.status_code == 401
        assert WORDS in refused.text
        assert f'name="next" value="{address(case)}"' in refused.text

    assert dana.post(address(case, what), {"client_token": "1", field: WORDS}).status_code == 302
    assert WORDS in "".join(e.body or "" for e in world.entries(case))


def visitor(world: World) -> Client:
    """A browser that has written something of its own, and has not signed in."""
    browser = Client()
    send(browser, world.brand, "ACC.LOCKED")
    return browser


def test_who_has_not_signed_in_is_asked_to_where_a_case_may_be_theirs(
    world: World, dana: Client
) -> None:
    case = world.asked()
    stranger = Client()
    prove(stranger, world.brand, "eve@example.org")

    asked = visitor(world).get(address(case))

    assert asked["Location"] == f"/{world.brand.slug}/cases/?next={address(case)}"
    assert stranger.get(address(case)).status_code == 404
    assert dana.get(address(case)).status_code == 200


def test_a_form_of_somebody_known_asks_where_to_answer_once_they_are_known_no_more(
    world: World, dana: Client
) -> None:
    place = f"/{world.brand.slug}/contact/ACC.LOCKED/"
    sheet = answers(happened=WORDS, known="1")
    assert 'name="known"' in dana.get(place).text
    assert 'name="known"' not in Client().get(place).text

    browser = Client()
    asked = browser.post(place, sheet)
    assert asked.status_code == 422
    assert WORDS in asked.text
    assert 'name="address"' in asked.text
    assert 'name="known"' not in asked.text

    assert dana.post(place, sheet).status_code == 302
    assert browser.post(place, answers(address="dana@example.org")).status_code == 302


def test_files_that_came_with_what_was_refused_are_asked_for_again(
    world: World, dana: Client
) -> None:
    case = world.asked()
    again = "Choose your files again"

    for more in ({"summary": ""}, {"confirmed": None}):
        sheet = {name: value for name, value in answers(**more).items() if value is not None}
        place = f"/{world.brand.slug}/contact/ACC.LOCKED/"
        refused = Client().post(place, {**sheet, "evidence": proof_shot()})
        assert refused.status_code == 422
        assert again in refused.text
        assert again not in Client().post(place, sheet).text

    files = {"client_token": "1", "text": "x" * 10_001, "evidence": proof_shot()}
    assert again in dana.post(address(case, "messages"), files).text
    files |= {"text": WORDS, "evidence": proof_shot()}
    assert dana.post(address(case, "messages"), files).status_code == 302


def test_a_file_that_is_uploaded_already_stays_with_a_form_that_could_not_be_saved(
    world: World,
) -> None:
    uploaded = str(uuid4())
    sheet = answers(save="1", uploaded=uploaded)

    refused = Client().post(f"/{world.brand.slug}/contact/ACC.LOCKED/", sheet)

    assert refused.status_code == 422
    assert f'name="uploaded" value="{uploaded}"' in refused.text


@pytest.mark.parametrize("place", ["DEP.NOT_FOUND/", "DEP.NOT_FOUND/complaint/", "complaint/"])
def test_a_topic_that_goes_while_its_form_is_open_takes_no_words_with_it(
    world: World, place: str
) -> None:
    topics = world.brand.profile["topics"]
    sheet = answers(happened=WORDS, topic="DEP.NOT_FOUND")
    promise(world.brand, topics=[each for each in topics if each["code"] != "DEP.NOT_FOUND"])
    page = f"/{world.brand.slug}/contact/{place}"

    refused = Client().post(page, sheet)
    assert refused.status_code == 422
    assert WORDS in refused.text
    assert f"/{world.brand.slug}/contact/ACC.LOCKED/" in refused.text

    promise(world.brand, topics=topics)
    assert Client().post(page, sheet).status_code == 302


def test_while_nothing_is_taken_in_the_words_come_back(world: World) -> None:
    promise(world.brand, suspended=True)
    refused = send(Client(), world.brand, happened=WORDS)
    assert refused.status_code == 503
    assert WORDS in refused.text

    promise(world.brand, suspended=False)
    assert send(Client(), world.brand, happened=WORDS).status_code == 302


def test_where_nobody_is_set_up_to_answer_the_words_come_back(world: World) -> None:
    browser, new = Client(), world.new_brand("newmere")

    refused = send(browser, new, happened=WORDS)

    assert refused.status_code == 503
    assert WORDS in refused.text
    with brand_scope(new.pk):
        world.team(new, "support")
    assert send(browser, new, happened=WORDS).status_code == 302


def test_other_words_under_the_same_name_are_kept_too_and_the_same_once(world: World) -> None:
    browser, thread, token = Client(), str(uuid4()), str(uuid4())
    first = send(browser, world.brand, thread=thread)
    for words in ("I sent it two hours ago.", WORDS):
        assert (
            send(browser, world.brand, thread=thread, happened=words)["Location"]
            == (first["Location"])
        )
    case = case_of(world, first)
    for what in ("messages", "review"):
        for words in ("Once.", "Twice.", "Twice."):
            browser.post(address(case, what), {"client_token": token, "text": words})

    told = said(world, case)
    assert len(told) == 6
    assert WORDS in told[1]
    assert told[2:] == ["Once.", "Twice."] * 2


def test_a_different_person_can_be_asked_for_where_the_case_goes_on(
    world: World, dana: Client
) -> None:
    there = world.asked(text="I cannot get in.")
    case = case_of(world, send(dana, world.brand, "ACC.LOCKED"))
    merge_cases(actor=world.amara.actor(), number=case.number, into=there.number)

    asked = dana.post(address(case, "review"), {"client_token": "1", "text": WORDS})

    assert asked["Location"] == address(there)
    assert WORDS in said(world, there)


def test_what_is_too_long_to_ask_for_a_different_person_comes_back(
    world: World, dana: Client
) -> None:
    case = world.asked()

    refused = dana.post(address(case, "review"), {"client_token": "1", "text": "x" * 10_001})

    assert refused.status_code == 422
    assert "x" * 10_001 in refused.text


@pytest.mark.parametrize(
    ("place", "led"),
    [
        ("cases/{}/messages/", "cases/{}/"),
        ("cases/{}/review/", "cases/{}/"),
        ("cases/{}/withdrawal/", "cases/{}/"),
        ("cases/{}/parting/", "cases/{}/"),
        ("cases/sign-in/", "cases/"),
        ("cases/sign-in/code/", "cases/"),
        ("cases/phrase/", "cases/"),
        ("cases/sign-out/", "contact/"),
    ],
)
def test_whoever_comes_back_to_where_something_was_sent_is_led_to_the_page(
    world: World, dana: Client, place: str, led: str
) -> None:
    number, base = world.asked().number, f"/{world.brand.slug}/"

    assert dana.get(base + place.format(number))["Location"] == base + led.format(number)
    assert dana.put(base + place.format(number)).status_code == 405


def test_a_page_that_is_not_there_leads_to_a_person_in_the_reader_s_language(world: World) -> None:
    def links(browser: Client, place: str) -> list[str]:
        found: Any = browser.get(place)
        assert found.status_code == 404
        return re.findall(r'href="(/[^"]*/contact/|/)"', found.text)

    assert links(Client(), f"/{world.brand.slug}/nothing/") == [f"/{world.brand.slug}/contact/"]
    assert links(Client(), "/no-such-brand/contact/") == ["/"]


def test_a_complaint_from_the_page_of_a_case_says_which_case_it_is_about(
    world: World, dana: Client
) -> None:
    case, other = world.asked(), world.asked(world.minjun)
    found = re.search(r'href="(/[^"]+/complaint/\?case=[^"]+)"', dana.get(address(case)).text)
    assert found
    assert f"About your case {case.number}" in dana.get(found[1]).text

    mine = case_of(world, dana.post(found[1], answers(case=case.number)))
    theirs = case_of(world, dana.post(found[1].partition("?")[0], answers(case=other.number)))

    assert f"About your case {case.number}" in said(world, mine)[0]
    assert other.number not in said(world, theirs)[0]
    assert mine.pk != case.pk


def test_a_complaint_that_is_saved_still_knows_its_case(world: World, dana: Client) -> None:
    case = world.asked()
    sheet = answers(case=case.number, save="1")

    assert dana.post(f"/{world.brand.slug}/contact/complaint/", sheet).status_code == 302

    listed = dana.get(f"/{world.brand.slug}/cases/").text
    found = re.search(r'href="(/[^"]+\?draft=[^"]+)"', listed)
    assert found
    assert f"About your case {case.number}" in dana.get(found[1]).text


def test_whose_browser_has_lost_its_cookies_gets_their_words_back(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)

    refused = browser.post(f"/{world.brand.slug}/contact/ACC.LOCKED/", answers(happened=WORDS))

    assert refused.status_code == 403
    assert WORDS in refused.text
    assert f"/{world.brand.slug}/contact/" in refused.text


def test_a_typing_error_in_the_address_hides_no_case(world: World) -> None:
    browser = Client()
    case = case_of(world, send(browser, world.brand))

    refused = browser.post(f"/{world.brand.slug}/cases/sign-in/", {"address": "dana"})

    assert refused.status_code == 422
    assert case.number in refused.text


def test_files_sent_once_more_with_the_same_words_are_sent_once(world: World, dana: Client) -> None:
    case = world.asked()
    for _time in range(2):
        sheet = {"client_token": "1", "text": WORDS, "evidence": proof_shot()}
        dana.post(address(case, "messages"), sheet)
    dana.post(address(case, "messages"), {"client_token": "1", "text": WORDS})
    check_files(world)

    assert said(world, case).count(WORDS) == 2
    files = [f for e in world.entries(case) for f in e.attachments or ()]
    assert [each["name"] for each in files] == ["proof.png"]
