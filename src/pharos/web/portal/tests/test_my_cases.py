from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pharos.cases.actions.note_change import note_edit, note_withdrawal
from pharos.cases.actions.reply import send_reply
from pharos.cases.ledger.exported import check_bundle
from pharos.cases.ledger.replay import differences
from pharos.cases.ledger.stored import case_chain
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Handle
from pharos.people.tests.exchange import Exchange, connected
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World
from pharos.web.portal.tests.pages import case_of, check_files, picture, promise, send, sign_in


@pytest.fixture
def exchange(world: World) -> Exchange:
    """The exchange, which knows Dana as the account of the cast's Dana."""
    return connected(world.brand)


@pytest.fixture
def dana(world: World, exchange: Exchange) -> Client:
    """Dana's browser, signed in from the exchange."""
    with brand_scope(world.brand.pk):
        account = Handle.objects.get(customer=world.dana, kind="account").value
    browser = Client()
    sign_in(browser, world.brand, exchange, sub=account)
    return browser


def page(browser: Client, case: Case) -> Any:
    return browser.get(f"/{case.brand.slug}/cases/{case.number}/")


def post(browser: Client, case: Case, what: str, **data: Any) -> Any:
    address = f"/{case.brand.slug}/cases/{case.number}/{what}/"
    return browser.post(address, {"client_token": str(uuid4()), **data})


def answered(world: World, case: Case, text: str = "It is on its way.") -> None:
    from pharos.cases.actions.reply import ReplyDraft

    draft = ReplyDraft(body=text, client_token=str(uuid4()), seen_seq=99)
    send_reply(actor=world.amara.actor(), number=case.number, draft=draft)


def again(case: Case) -> Case:
    with brand_scope(case.brand_id):
        return Case.objects.select_related("brand").get(pk=case.pk)


@pytest.mark.requirement("CH-03", "TK-01")
def test_cases_of_all_channels_stand_in_one_list_with_stage_queue_and_next_update(
    world: World, dana: Client
) -> None:
    promise(world.brand, service={"first_response": {"within": "2h"}})
    chat = world.asked(text="My deposit has not arrived.")
    form = case_of(world, send(dana, world.brand, "ACC.LOCKED", summary="I am locked out"))
    follow_up(actor=Actor.system(world.brand.pk))

    listed = " ".join(dana.get(f"/{world.brand.slug}/cases/").text.split())

    for case, channel in ((chat, "Chat"), (form, "Form")):
        line = listed.partition(f">{case.number}<")[2].partition("</li>")[0]
        assert "Received" in line
        assert "Team: Support" in line
        assert f"<span>{channel}</span>" in line
        assert "Next update by" in line


@pytest.mark.requirement("CH-03")
def test_one_page_holds_what_was_said_on_every_channel_in_order(world: World, dana: Client) -> None:
    case = world.asked(text="My deposit has not arrived.")
    answered(world, case, "We look into it.")
    send(dana, world.brand, summary="Still not there")

    text = page(dana, case).text

    said = ["My deposit has not arrived.", "We look into it.", "Still not there"]
    places = [text.rindex(f"<p>{words}") for words in said]
    assert places == sorted(places)
    assert again(case).pk == case.pk


def test_a_case_of_somebody_else_is_not_there(world: World, dana: Client) -> None:
    own, other = world.asked(), world.asked(world.minjun)

    assert page(dana, own).status_code == 200
    assert page(dana, other).status_code == 404
    for what in ("messages", "withdrawal", "review"):
        assert post(dana, other, what, text="Hello").status_code == 404
        assert post(dana, own, what, text="Hello").status_code == 302
    assert page(Client(), own)["Location"].startswith(f"/{world.brand.slug}/cases/?next=")


def test_what_is_written_on_the_page_reaches_the_case_with_its_files(
    world: World, dana: Client
) -> None:
    case = world.asked()
    shot = SimpleUploadedFile("proof.png", picture(), content_type="image/png")

    post(dana, case, "messages", text="Here is the proof.", evidence=shot)

    last = [e for e in world.entries(case) if e.kind == "message"][-1]
    assert (last.body, last.attachments) == ("Here is the proof.", None)
    assert "One file is being checked" in page(dana, case).text
    check_files(world)
    shown = [e for e in world.entries(case) if e.kind == "message"][-1]
    assert [file["name"] for file in shown.attachments or ()] == ["proof.png"]
    assert "One file is being checked" not in page(dana, case).text
    link = re.search(r'href="(/files/[^"]+)">proof.png', page(dana, case).text)
    assert link, "evidence can be opened again"


def test_withdrawing_ends_the_case_and_writing_takes_it_up_again(
    world: World, dana: Client
) -> None:
    case = world.asked()

    post(dana, case, "withdrawal", why="It has arrived.")

    ended = again(case)
    assert (ended.state, ended.disposition) == (CaseState.RESOLVED, "abandoned")
    with brand_scope(world.brand.pk):
        assert not differences(ended, case_chain(case.pk).entries)
    text = page(dana, case).text
    assert "It has arrived." in text
    assert "Withdraw it" not in text

    post(dana, case, "messages", text="It was another one.")

    assert again(case).state == CaseState.REOPENED


def test_a_different_person_can_be_asked_for(world: World, dana: Client) -> None:
    case = world.asked()
    answered(world, case)

    post(dana, case, "review", text="This does not help me.")

    assert again(case).reviewed_after_id == world.amara.pk
    assert "This does not help me." in page(dana, case).text


def test_a_complaint_is_taken_whole_or_refused_and_never_cut(world: World, dana: Client) -> None:
    case = world.asked()
    answered(world, case)
    fits = "\r\n".join(["x" * 99] * 100)

    assert post(dana, case, "review", text=f"{fits}\r\nyy").status_code == 422
    assert again(case).reviewed_after_id is None
    assert post(dana, case, "review", text=f"{fits}y").status_code == 302

    said = [e.body or "" for e in world.entries(case)]
    assert fits.replace("\r\n", "\n") + "y" in said


def test_what_is_read_on_the_page_counts_as_seen(world: World, dana: Client) -> None:
    case = world.asked()
    answered(world, case)
    assert "seen" not in {e.kind for e in world.entries(case)}

    page(dana, case)

    assert "seen" in {e.kind for e in world.entries(case)}


def test_changed_words_are_shown_as_they_are_now_and_withdrawn_ones_not_at_all(
    world: World, dana: Client
) -> None:
    case = world.asked(text="It is 100 USDT.")
    post(dana, case, "messages", text="Please forget this.")
    first, second = (e.seq for e in world.entries(case) if e.kind == "message")
    system = Actor.system(world.brand.pk)
    note_edit(actor=system, case_id=case.pk, seq=first, change="1", text="It is 200 USDT.")
    note_withdrawal(actor=system, case_id=case.pk, seq=second)

    said = page(dana, case).text.partition('class="ledger"')[2]

    assert "<p>It is 200 USDT.</p>" in said.partition("<details")[0]
    assert "What it said before" in said
    assert "You took this back." in said
    assert "Please forget this." not in said


def test_the_transcript_proves_itself_and_is_nobody_else_s(world: World, dana: Client) -> None:
    case = world.asked()
    other = world.asked(world.minjun)
    mine, theirs = (world.conversation(each).public_id for each in (case, other))
    base = f"/{world.brand.slug}/cases/{case.number}/transcript"

    document = json.loads(dana.get(f"{base}/{mine}/").content)

    assert check_bundle(document).fault is None
    assert dana.get(f"{base}/{theirs}/").status_code == 404


def test_a_visitor_finds_their_own_case_again_in_the_same_browser_only(world: World) -> None:
    browser = Client()
    case = case_of(world, send(browser, world.brand))

    assert case.number in browser.get(f"/{world.brand.slug}/cases/").text
    assert case.number not in Client().get(f"/{world.brand.slug}/cases/").text


def test_signing_out_closes_the_cases(world: World, dana: Client) -> None:
    case = world.asked()
    kept = dana.cookies[f"pharos_{world.brand.slug}"].value
    assert page(dana, case).status_code == 200

    dana.post(f"/{world.brand.slug}/cases/sign-out/")

    assert page(dana, case).status_code == 302
    stolen = Client()
    stolen.cookies[f"pharos_{world.brand.slug}"] = kept
    assert page(stolen, case).status_code == 302


def test_the_cookie_is_for_these_pages_and_for_no_script(world: World, dana: Client) -> None:
    cookie = dana.cookies[f"pharos_{world.brand.slug}"]

    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", f"/{world.brand.slug}/")


def test_own_words_stand_for_whoever_has_proved_something(world: World, dana: Client) -> None:
    address = f"/{world.brand.slug}/cases/phrase/"

    assert dana.post(address, {"phrase": "blue lantern"}).status_code == 302
    assert dana.post(address, {"phrase": "abc"}).status_code == 422

    assert 'value="blue lantern"' in dana.get(f"/{world.brand.slug}/cases/").text
    visitor = Client()
    send(visitor, world.brand)
    assert visitor.post(address, {"phrase": "blue lantern"}).status_code == 401


def test_a_page_that_the_brand_has_not_named_signs_nobody_in(
    world: World, exchange: Exchange
) -> None:
    promise(world.brand, origins=["https://northmere.test"])
    exchange.instant = world.now()
    address = f"/{world.brand.slug}/cases/sign-in/token/"

    def come_from(origin: str) -> int:
        headers = {"origin": origin}
        return Client().post(address, {"token": exchange.token()}, headers=headers).status_code

    assert come_from("https://stranger.test") == 403
    assert come_from("https://northmere.test") == 302


def test_what_the_widget_knows_opens_the_pages_too(world: World, exchange: Exchange) -> None:
    from pharos.people.tests.exchange import begin

    exchange.instant = world.now()
    with brand_scope(world.brand.pk):
        account = Handle.objects.get(customer=world.dana, kind="account").value
    case = world.asked()
    device = (uuid4().hex * 2)[:43]
    signed_in = begin(world.brand, device, exchange.token(sub=account))
    visitor = begin(world.brand, (uuid4().hex * 2)[:43])
    address = f"/{world.brand.slug}/cases/session/"

    assert Client().post(address, {"session": visitor.token}).status_code == 401
    browser = Client()
    told = browser.post(address, {"session": signed_in.token}).json()

    assert told["signed_in"]
    assert page(browser, case).status_code == 200
