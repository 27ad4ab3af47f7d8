"""WhatsApp over HTTP, in both directions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connections
from django.test import Client

from pharos.cases.actions.split import split_case
from pharos.cases.models import Delivery
from pharos.cases.tests.deeds import answered
from pharos.channels.meta.tests.side import VERIFY, refusal
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Arrival, OutgoingFile, Permanent, RemoteFile
from pharos.channels.respooling import retry_spooled
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import work
from pharos.channels.tests.trying import (
    LONG,
    account_of,
    adapter,
    outgoing,
    read,
    refused_by,
    states,
)
from pharos.channels.tests.vendor import Answer, Asked, Vendor, vendor
from pharos.channels.whatsapp.tests.side import DANA, NUMBER, WhatsAppSide, body, message
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.reception.models import Spooled
from pharos.testing.world import World

SIDE = WhatsAppSide()
DAY = timedelta(hours=24)
PICTURE = {"id": "m1", "mime_type": "image/jpeg", "caption": "Look."}
PAPER = {"id": "m2", "mime_type": "application/pdf", "filename": "a.pdf"}
VOICE = {"id": "m3", "mime_type": "audio/ogg; codecs=opus"}
PLACE = {"latitude": 38.7, "longitude": -9.1, "name": "Bank"}
CARD = {"name": {"formatted_name": "Dana"}, "phones": [{"phone": "+351 900"}]}


class TestWhatsApp(ChannelContract):
    side = SIDE

    def test_the_address_is_tried_by_a_word_that_both_know(
        self, client: Client, account: ChannelAccount
    ) -> None:
        at = f"/channels/{account.brand.slug}/whatsapp/{account.key}"
        tried = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}

        assert client.get(at, tried | {"hub.verify_token": "guessed"}).status_code == 401
        assert client.get(at, tried).status_code == 401
        answer = client.get(at, tried | {"hub.verify_token": VERIFY})

        assert (answer.status_code, answer.content) == (200, b"1158201444")
        assert answer["Content-Type"].startswith("text/plain")

    def test_what_could_not_be_delivered_is_told_later_with_the_reason(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        seq = answered(case, world.amara).seq
        work(world)
        name = self.side.name(vendor.to(self.side.path)[-1])

        assert self.post(client, account, SIDE.receipt(name, "failed")).status_code == 200

        assert states(world, case, seq) == ["sent", "failed"]
        with brand_scope(world.brand.pk):
            why = Delivery.objects.get(case_id=case.pk, seq=seq).why
        assert why == "131047 Re-engagement message: More than 24 hours have passed."

    def test_what_is_told_of_a_part_before_the_others_are_sent_is_not_lost(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        took: list[str] = []

        def says(asked: Asked) -> Answer:
            took.append(self.side.name(asked))
            if len(took) == 2:
                told = SIDE.receipt(took[0], "failed")
                assert self.post(Client(), account, told).status_code == 200
                connections.close_all()
            return self.side.says_taken(asked)

        vendor.says(self.side.path, says)
        seq = answered(case, world.amara, LONG).seq
        work(world)
        assert states(world, case, seq) == ["sent"]

        with frozen_at(now() + timedelta(seconds=30)):
            retry_spooled(Actor.system(world.brand.pk))

        assert states(world, case, seq) == ["sent", "failed"]

    def test_of_what_we_never_sent_nothing_waits(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        self.written(client, world, account)

        told = SIDE.receipt("wamid.somebody-else-s", "failed")
        assert self.post(client, account, told).status_code == 200

        with brand_scope(world.brand.pk):
            assert not Spooled.objects.exists()

    @pytest.mark.parametrize("is_heard", [True, False])
    def test_whoever_wrote_about_something_else_in_the_chat_is_answered_freely(
        self, client: Client, world: World, account: ChannelAccount, *, is_heard: bool
    ) -> None:
        case = self.written(client, world, account)
        self.post(client, account, self.side.message("m-2", "And my deposit?"))
        seq = next(e.seq for e in world.entries(case) if e.body == "And my deposit?")
        split_case(actor=world.amara.actor(), number=case.number, seqs=[seq])

        with frozen_at(now() + timedelta(days=3)):
            if is_heard:
                self.post(client, account, self.side.message("m-3", "Any news of the deposit?"))
            answer = answered(case, world.amara, "Your withdrawal has left.").seq
            work(world)

        assert states(world, case, answer) == ["sent" if is_heard else "failed"]


@pytest.mark.parametrize(
    ("kind", "content", "words", "files"),
    [
        ("image", PICTURE, "Look.", [("m1", "image.jpeg", "image/jpeg")]),
        ("document", PAPER, "", [("m2", "a.pdf", "application/pdf")]),
        ("audio", VOICE, "", [("m3", "audio.ogg", "audio/ogg")]),
        ("location", PLACE, "\N{ROUND PUSHPIN} Bank (38.7, -9.1)", []),
        ("contacts", [CARD], "\N{BUST IN SILHOUETTE} Dana, +351 900", []),
        ("button", {"text": "Yes", "payload": "y"}, "Yes", []),
        ("interactive", {"type": "list_reply", "list_reply": {"title": "Deposit"}}, "Deposit", []),
        ("unsupported", {}, "[unsupported]", []),
    ],
)
def test_what_people_send_is_words_and_files(
    kind: str, content: Any, words: str, files: list[tuple[str, str, str]]
) -> None:
    (arrival,) = read(SIDE, body(message(1, kind, **{kind: content})))

    assert isinstance(arrival, Arrival)
    assert (arrival.thread, arrival.sender.name, arrival.text) == (DANA, "Dana", words)
    assert [(file.ref, file.name, file.content_type) for file in arrival.files] == files


def test_a_new_number_is_told_and_no_person_wrote_it() -> None:
    told = message(1, "system", system={"body": "Dana changed her number", "wa_id": "35190"})

    (arrival,) = read(SIDE, body(told))

    assert isinstance(arrival, Arrival)
    assert (arrival.automatic, arrival.text) == ("number_changed", "Dana changed her number")


def test_signs_and_what_is_for_another_number_say_nothing() -> None:
    reaction = message(1, "reaction", reaction={"message_id": "wamid.0", "emoji": "+"})
    elsewhere = {"display_phone_number": "1", "phone_number_id": "another"}
    hello = message(2, "text", text={"body": "Hello"})

    assert read(SIDE, body(reaction)) == ()
    assert read(SIDE, body(hello, metadata=elsewhere)) == ()
    assert len(read(SIDE, body(hello))) == 1


def test_who_hides_their_number_is_known_and_answered_by_the_name_that_stands_for_it() -> None:
    hidden = message(1, "text", text={"body": "Hello"}, from_user_id="PT.123") | {"from": ""}
    contact = {"profile": {"name": "Dana"}, "user_id": "PT.123"}
    (arrival,) = read(SIDE, body(hidden, contacts=[contact]))
    assert isinstance(arrival, Arrival)
    assert (arrival.thread, arrival.sender.name) == ("PT.123", "Dana")

    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        adapter(SIDE).send(account_of(SIDE, one.url), outgoing(thread=arrival.thread))

    assert one.asked[0].json["recipient"] == "PT.123"
    assert "to" not in one.asked[0].json


@pytest.mark.parametrize("heard_at", [lambda: now() - DAY, lambda: None])
def test_after_a_day_only_the_approved_template_says_it(heard_at: Callable[[], Any]) -> None:
    late = outgoing(thread=DANA, text=LONG, heard_at=heard_at())
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        with pytest.raises(Permanent) as refused:
            adapter(SIDE).send(account_of(SIDE, one.url), late)
        assert (refused.value.code, one.asked) == ("window_closed", [])

        account = account_of(SIDE, one.url, template="case_news", template_language="pt_PT")
        adapter(SIDE).send(account, late)

    sent = [asked.json["template"] for asked in one.asked]
    assert {(each["name"], each["language"]["code"]) for each in sent} == {("case_news", "pt_PT")}
    blanks = [[p["text"] for p in each["components"][0]["parameters"]] for each in sent]
    assert {number for number, _words in blanks} == {"7KQF"}
    assert " ".join(words for _number, words in blanks) == LONG


def test_files_are_handed_over_before_they_are_named() -> None:
    files = tuple(
        OutgoingFile(name=name, content_type=kind, size=4, content=lambda: b"some")
        for name, kind in (("a.png", "image/png"), ("b.pdf", "application/pdf"))
    )
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        one.says("/media", Answer(body={"id": "kept-1"}))
        sent = adapter(SIDE).send(account_of(SIDE, one.url), outgoing(thread=DANA, files=files))
        late = outgoing(thread=DANA, text="", files=files, heard_at=now() - DAY)
        with pytest.raises(Permanent) as refused:
            adapter(SIDE).send(account_of(SIDE, one.url, template="case_news"), late)

    told = [asked.json for asked in one.to(SIDE.path)[1:]]
    assert [each[each["type"]] for each in told] == [
        {"id": "kept-1"},
        {"id": "kept-1", "filename": "b.pdf"},
    ]
    assert len(sent.items) == 3
    assert refused.value.code == "window_closed"


def test_a_file_is_fetched_from_where_meta_says_that_it_lies() -> None:
    with vendor() as one:
        lies = {"url": f"{one.url}/lies-here", "mime_type": "image/jpeg"}
        one.says("/m1", Answer(body=lies))
        one.says("/lies-here", Answer(body=b"a picture"))
        fetched = adapter(SIDE).fetch(account_of(SIDE, one.url), RemoteFile(ref="m1", name="a"))

    assert (fetched.content, fetched.content_type) == (b"a picture", "image/jpeg")
    assert [asked.headers["authorization"] for asked in one.asked] == ["Bearer a-system-user-s"] * 2


USAGE = orjson.dumps({"1": [{"estimated_time_to_regain_access": 4}]}).decode()


@pytest.mark.parametrize(
    ("answer", "code", "is_permanent", "after"),
    [
        (refusal(400, 130429, "Rate limit hit"), "rate_limited", False, timedelta()),
        (
            Answer(
                status=400,
                body={"error": {"code": 80007, "message": "Rate limit issues"}},
                headers={"X-Business-Use-Case-Usage": USAGE},
            ),
            "rate_limited",
            False,
            timedelta(minutes=4),
        ),
        (refusal(500, 131016, "Service unavailable"), "vendor_fault", False, None),
        (refusal(401, 190, "Token expired"), "account_trouble", False, timedelta(minutes=10)),
        (refusal(400, 131047, "Re-engagement message"), "window_closed", True, None),
        (refusal(400, 132001, "Template does not exist"), "vendor_refused", True, None),
        (Answer(body={"messages": []}), "vendor_fault", False, None),
        (Answer(status=502, body=b"<html>"), "vendor_fault", False, None),
    ],
)
def test_each_refusal_is_told_apart(
    answer: Answer,
    code: str,
    is_permanent: bool,  # noqa: FBT001 - a table
    after: timedelta | None,
) -> None:
    said = refused_by(SIDE, answer, thread=DANA)

    assert (said.code, said.is_permanent, said.after) == (code, is_permanent, after)


def test_text_is_sent_without_a_preview_and_with_proof_of_the_app() -> None:
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        adapter(SIDE).send(account_of(SIDE, one.url), outgoing(thread=DANA))

    (asked,) = one.asked
    assert asked.path == f"/{NUMBER}/messages"
    assert asked.json["text"] == {"body": "Hello", "preview_url": False}
    assert len(asked.query["appsecret_proof"]) == 64
