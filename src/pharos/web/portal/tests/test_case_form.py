from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pharos.cases.models import Conversation
from pharos.kernel.scope import brand_scope
from pharos.people.models import ContactAddress
from pharos.people.tests.exchange import connected
from pharos.testing.world import World
from pharos.web.portal.tests.pages import (
    HASH,
    answers,
    case_of,
    check_files,
    number_of,
    picture,
    promise,
    send,
    sign_in,
)


def labels(text: str) -> dict[str, str]:
    return dict.fromkeys(["en", "zh-Hans", "ko", "es"], text)


QUESTIONS = [
    {"key": "txid", "kind": "txid", "labels": labels("Transaction id"), "required": True},
    {"key": "amount", "kind": "number", "labels": labels("Amount sent?")},
    {"key": "sent_to", "kind": "address", "labels": labels("Address")},
]


@pytest.fixture
def asking(world: World) -> World:
    """The brand asks for what it needs to find a deposit."""
    topics = [dict(topic) for topic in world.brand.profile["topics"]]
    topics[0]["questions"] = QUESTIONS
    promise(world.brand, topics=topics)
    return world


def page(world: World, topic: str = "DEP.NOT_FOUND", browser: Client | None = None) -> str:
    return str((browser or Client()).get(f"/{world.brand.slug}/contact/{topic}/").text)


@pytest.mark.requirement("CH-18", "CH-24", "IN-03", "IN-06", "IN-16", "TK-08", "TK-09")
def test_a_form_becomes_a_case_whose_words_hold_every_answer(asking: World) -> None:
    response = send(
        Client(),
        asking.brand,
        did="I copied the address.",
        expected="To have it within an hour.",
        when="2026-11-20T10:05",
        timezone="Asia/Seoul",
        impact="money_missing",
        q_txid=HASH,
        q_amount="250.5",
    )

    case = case_of(asking, response)
    message = next(e for e in asking.entries(case) if e.kind == "message")
    lines = (message.body or "").split("\n")
    assert (case.subject, case.reason_initial) == ("My deposit has not arrived", "DEP.NOT_FOUND")
    assert (case.impact, case.head_start) == ("money_missing", 60)
    assert lines[0] == "My deposit has not arrived"
    assert "I copied the address." in lines
    assert "To have it within an hour." in lines
    assert "When: 2026-11-20 10:05 (Asia/Seoul)" in lines
    assert "What it means for me: Money is missing or late" in lines
    assert f"Transaction id: {HASH}" in lines
    assert "Amount sent: 250.5" in lines
    assert message.payload == {
        "form": {
            "fields": {"amount": "250.5", "txid": HASH},
            "impact": "money_missing",
            "when": "2026-11-20T10:05:00+09:00",
        }
    }


def test_what_fits_into_the_page_is_taken_whole_however_many_lines_it_has(world: World) -> None:
    """Browsers count one sign at a line's end and send two."""
    fits = "\r\n".join(["one line of it"] * 133) + "\r\nabcde"

    refused = Client().post(
        f"/{world.brand.slug}/contact/DEP.NOT_FOUND/", answers(happened=fits + "f")
    )
    taken = send(Client(), world.brand, happened=fits)

    assert refused.status_code == 422
    words = next(e for e in world.entries(case_of(world, taken)) if e.kind == "message").body or ""
    assert fits.replace("\r\n", "\n") in words
    assert "\r" not in words


@pytest.mark.requirement("IN-03")
def test_only_the_questions_of_the_topic_are_asked(asking: World) -> None:
    assert "Transaction id" in page(asking)
    assert "Transaction id" not in page(asking, "ACC.LOCKED")


@pytest.mark.requirement("ST-07")
def test_whoever_sends_reads_the_number_and_by_when_somebody_answers(world: World) -> None:
    promise(world.brand, service={"first_response": {"within": "2h"}})
    browser = Client()
    response = send(browser, world.brand)

    receipt = browser.get(response["Location"]).text

    assert number_of(response) in receipt
    assert "A person answers by" in receipt
    assert Client().get(response["Location"]).status_code == 404


def test_sending_the_form_again_makes_no_second_case(world: World) -> None:
    browser, thread = Client(), str(uuid4())

    first, second = (send(browser, world.brand, thread=thread) for _time in range(2))

    assert number_of(first) == number_of(second)
    assert len([e for e in world.entries(case_of(world, first)) if e.kind == "message"]) == 1


@pytest.mark.requirement("IN-12")
def test_what_is_missing_is_asked_once_and_all_together(asking: World) -> None:
    browser, sheet = Client(), answers(q_txid=HASH, confirmed="")
    del sheet["confirmed"]
    address = f"/{asking.brand.slug}/contact/DEP.NOT_FOUND/"

    asked = browser.post(address, sheet)

    assert asked.status_code == 422
    told = asked.text.partition('class="bullets"')[2].partition("</ul>")[0]
    assert re.findall(r"<li>([^<]+)</li>", told) == [
        "What did you do?",
        "What did you expect?",
        "When was it?",
        "What does it mean for you?",
        "Amount sent?",
        "Address",
    ]
    assert 'name="confirmed" value="1"' in asked.text
    assert browser.post(address, {**sheet, "confirmed": "1"}).status_code == 302


@pytest.mark.requirement("IN-08")
@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"q_txid": ""}, "This field is required."),
        ({"q_txid": HASH, "q_amount": "a lot"}, "Write a number with a point"),
        ({"q_txid": HASH, "q_sent_to": HASH}, "This is a transaction id. We need the address."),
        ({"q_txid": HASH, "summary": ""}, "Say in one sentence what is wrong."),
        ({"q_txid": HASH, "address": "nowhere"}, "Enter a valid email address."),
    ],
)
def test_a_wrong_answer_is_marked_and_nothing_is_sent(
    asking: World, answer: dict[str, str], problem: str
) -> None:
    response = send(Client(), asking.brand, **answer)

    assert response.status_code == 422
    assert problem in response.text
    with brand_scope(asking.brand.pk):
        assert not Conversation.objects.filter(channel="form").exists()


@pytest.mark.requirement("IN-05", "IN-15")
def test_whoever_is_signed_in_is_not_asked_who_they_are(world: World) -> None:
    browser = Client()
    assert 'name="address"' in page(world, browser=browser)

    sign_in(browser, world.brand, connected(world.brand))

    assert 'name="address"' not in page(world, browser=browser)
    case = case_of(world, send(browser, world.brand))
    assert (case.customer.name, case.assurance) == ("Dana", 2)


@pytest.mark.requirement("IN-09")
def test_how_they_want_to_be_answered_is_kept(world: World) -> None:
    case = case_of(
        world,
        send(
            Client(),
            world.brand,
            address="Minjun@Example.org",
            language="ko",
            timezone="Asia/Seoul",
        ),
    )

    with brand_scope(world.brand.pk):
        conversation = Conversation.objects.get(case=case)
        gave = ContactAddress.objects.get(customer=case.customer)
    assert (conversation.language, conversation.timezone) == ("ko", "Asia/Seoul")
    assert (gave.address, gave.proved_at) == ("minjun@example.org", None)


def test_no_secret_gets_in_by_an_answer(asking: World) -> None:
    phrase = " ".join(["abandon"] * 11 + ["about"])

    case = case_of(asking, send(Client(), asking.brand, q_txid=HASH, did=f"I typed {phrase} there"))

    told = repr([(e.body, e.payload) for e in asking.entries(case)])
    assert "abandon" not in told
    assert "removed" in told


@pytest.mark.requirement("IN-01")
def test_files_come_along_without_script(world: World) -> None:
    shot = SimpleUploadedFile("trade.png", picture(), content_type="image/png")

    case = case_of(world, send(Client(), world.brand, evidence=shot))

    message = next(e for e in world.entries(case) if e.kind == "message")
    assert (message.attachments, (message.payload or {})["arriving"]) == (None, 1)
    check_files(world)
    shown = [e for e in world.entries(case) if e.kind == "message"][-1]
    assert [file["name"] for file in shown.attachments or ()] == ["trade.png"]


@pytest.mark.requirement("CH-26", "IN-18")
def test_a_complaint_has_a_subject_of_its_own_and_joins_no_open_case(world: World) -> None:
    browser = Client()
    first = case_of(world, send(browser, world.brand))
    address = f"/{world.brand.slug}/contact/DEP.NOT_FOUND/complaint/"

    again = case_of(world, send(browser, world.brand))
    formal = case_of(world, browser.post(address, answers()))

    assert again.pk == first.pk
    assert formal.pk != first.pk
    assert re.fullmatch(r"Formal complaint of \d{4}-\d\d-\d\d: Deposit not arrived", formal.subject)
    message = next(e for e in world.entries(formal) if e.kind == "message")
    assert (message.payload or {})["form"]["formal"] is True


def test_a_topic_that_the_brand_does_not_have_is_not_there(world: World) -> None:
    assert Client().get(f"/{world.brand.slug}/contact/NO.SUCH/").status_code == 404
    assert Client().get(f"/{world.brand.slug}/contact/DEP.NOT_FOUND/").status_code == 200


def test_nothing_is_taken_in_while_the_brand_is_suspended(world: World) -> None:
    promise(world.brand, suspended=True)

    assert send(Client(), world.brand).status_code == 503


def test_a_flood_is_asked_for_a_proof_and_nobody_who_is_signed_in(world: World) -> None:
    limits = {**world.brand.profile["limits"], "challenge_per_network": 1}
    promise(world.brand, limits=limits)
    where: Any = {"REMOTE_ADDR": f"fd00:{world.mark[:4]}:{world.mark[4:]}::7"}
    assert send(Client(**where), world.brand).status_code == 302

    flooded = send(Client(**where), world.brand)

    assert flooded.status_code == 429
    assert 'id="challenge"' in flooded.text
    known = Client(**where)
    sign_in(known, world.brand, connected(world.brand))
    assert send(known, world.brand).status_code == 302
