"""Facebook Messenger over HTTP, in both directions."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pharos.cases.tests.deeds import answered
from pharos.channels.messenger.tests.side import MessengerSide
from pharos.channels.meta.tests.side import DANA, PAGE, body, event, refusal
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Arrival, Edited, OutgoingFile, Permanent, RemoteFile, Withdrawn
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import cases_of, make_due, outgoing_file, work
from pharos.channels.tests.trying import (
    LONG,
    account_of,
    adapter,
    outgoing,
    read,
    refused_by,
    states,
)
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.kernel.time import now
from pharos.testing.world import World

DAY = timedelta(hours=24)


def commented(verb: str, **more: Any) -> bytes:
    value = {
        "item": "comment",
        "verb": verb,
        "comment_id": "77_1",
        "post_id": "77",
        "from": {"id": DANA, "name": "Dana"},
        "message": "Where are my 3 BTC?",
        "created_time": 1_790_000_000,
    }
    return body(changes=[{"field": "feed", "value": value | more}])


SIDE = MessengerSide()


class TestMessenger(ChannelContract):
    side = SIDE

    @pytest.mark.requirement("CH-09", "CH-16", "TK-15")
    def test_below_a_post_nothing_is_said_but_where_to_talk(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        vendor.says("/77_1/comments", Answer(body={"id": "77_2"}))
        assert self.post(client, account, commented("add")).status_code == 200
        (case,) = cases_of(world)
        answered(case, world.amara, "Your 3 BTC are on their way.")
        work(world)

        said = [asked.json["message"] for asked in vendor.to("/77_1/comments")]
        # Once for each time that they write there.
        assert len(said) == 1
        for text in said:
            assert f"/{world.brand.slug}/c/" in text
            assert "3 BTC" not in text
            assert case.number not in text
        assert vendor.to(self.side.path) == []

    def test_half_an_answer_is_not_said_to_be_delivered_and_a_whole_one_is(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        vendor.says(self.side.path, self.side.says_taken, Answer(status=503), self.side.says_taken)
        seq = answered(case, world.amara, LONG).seq
        work(world)
        half = vendor.to(self.side.path)[1]

        for expected in ([], ["sent", "delivered"]):
            receipt = SIDE.receipt(self.side.name(half), "delivered")
            assert receipt is not None
            assert self.post(client, account, receipt).status_code == 200
            assert states(world, case, seq) == expected
            make_due(world)
            work(world)


def test_comments_are_edited_and_removed_and_our_own_say_nothing() -> None:
    (edited,) = read(SIDE, commented("edited"))
    (removed,) = read(SIDE, commented("remove"))

    assert isinstance(edited, Edited)
    assert isinstance(removed, Withdrawn)
    assert edited.item == removed.item == "77_1"
    assert read(SIDE, commented("add", **{"from": {"id": PAGE, "name": "Northmere"}})) == ()
    assert read(SIDE, commented("add", item="like")) == ()


@pytest.mark.parametrize(
    ("attachment", "words", "files"),
    [
        ({"type": "image", "payload": {"url": "https://cdn.fbcdn.net/a"}}, "", ["photo.jpg"]),
        ({"type": "file", "payload": {"url": "https://cdn.fbsbx.com/a"}}, "", ["file"]),
        (
            {"type": "location", "payload": {"coordinates": {"lat": 38.7, "long": -9.1}}},
            "\N{ROUND PUSHPIN} 38.7, -9.1",
            [],
        ),
        (
            {"type": "fallback", "title": "Look", "url": "https://elsewhere.example"},
            "Look https://elsewhere.example",
            [],
        ),
        ({"type": "template"}, "[template]", []),
    ],
)
def test_what_people_send_is_words_and_files(
    attachment: dict[str, Any], words: str, files: list[str]
) -> None:
    (arrival,) = read(SIDE, body(event(1, message={"mid": "m", "attachments": [attachment]})))

    assert isinstance(arrival, Arrival)
    assert (arrival.thread, arrival.text) == (DANA, words)
    assert [file.name for file in arrival.files] == files


def test_echoes_signs_and_what_is_for_another_page_say_nothing_and_a_button_says_its_words() -> (
    None
):
    echo = event(1, message={"mid": "m1", "text": "We answered", "is_echo": True})
    sign = event(2, reaction={"mid": "m1", "action": "react", "emoji": "+"})
    pressed = event(3, postback={"mid": "m3", "title": "My deposit", "payload": "DEPOSIT"})

    (arrival,) = read(SIDE, body(echo, sign, pressed))

    assert isinstance(arrival, Arrival)
    assert (arrival.item, arrival.text) == ("m3", "My deposit")
    assert read(SIDE, body(pressed, id="another")) == ()


@pytest.mark.parametrize(
    ("silent", "human_agent", "manners"),
    [
        (timedelta(hours=23), "", {"messaging_type": "RESPONSE"}),
        (DAY, "yes", {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}),
        (DAY, "", None),
        (7 * DAY, "yes", None),
    ],
)
def test_after_a_day_they_are_answered_only_as_meta_allows(
    silent: timedelta, human_agent: str, manners: dict[str, str] | None
) -> None:
    answer = outgoing(thread=DANA, heard_at=now() - silent)
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        account = account_of(SIDE, one.url, human_agent=human_agent)
        if manners is None:
            with pytest.raises(Permanent) as refused:
                adapter(SIDE).send(account, answer)
            assert (refused.value.code, one.asked) == ("window_closed", [])
            return
        adapter(SIDE).send(account, answer)

    told = one.asked[0].json
    assert {name: told[name] for name in told if name in ("messaging_type", "tag")} == manners
    assert told["recipient"] == {"id": DANA}


def test_a_file_goes_along_behind_the_words() -> None:
    file = OutgoingFile(
        name="b.pdf", content_type="application/pdf", size=4, content=lambda: b"pdf"
    )
    with vendor() as one:
        one.says(SIDE.path, Answer(body={"message_id": "1"}), Answer(body={"message_id": "2"}))
        sent = adapter(SIDE).send(account_of(SIDE, one.url), outgoing(thread=DANA, files=(file,)))

    assert sent.items == ("1", "2")
    assert b'filename="b.pdf"' in one.asked[1].body
    assert b'"type": "file"' in one.asked[1].body


def test_files_are_fetched_from_meta_and_from_nobody_else() -> None:
    with vendor() as one:
        one.says("/a", Answer(body=b"a picture"))
        account = account_of(SIDE, one.url)
        assert adapter(SIDE).fetch(account, RemoteFile(ref=f"{one.url}/a")).content == b"a picture"
        for elsewhere in ("http://localhost:1/a", "https://fbcdn.net.elsewhere.example/a"):
            with pytest.raises(Permanent) as refused:
                adapter(SIDE).fetch(account, RemoteFile(ref=elsewhere))
            assert refused.value.code == "not_theirs"


@pytest.mark.parametrize(
    ("answer", "code", "is_permanent"),
    [
        (refusal(400, 10, "Sent outside of allowed window", 2018278), "window_closed", True),
        (refusal(403, 10, "No permission"), "account_trouble", False),
        (refusal(400, 100, "No matching user found", 2018001), "gone", True),
        (refusal(400, 100, "Invalid parameter"), "vendor_refused", True),
        (refusal(400, 613, "Too many calls"), "rate_limited", False),
        (refusal(500, 1200, "Temporary failure"), "vendor_fault", False),
    ],
)
def test_each_refusal_is_told_apart(
    answer: Answer,
    code: str,
    is_permanent: bool,  # noqa: FBT001 - a table
) -> None:
    said = refused_by(SIDE, answer, thread=DANA)

    assert (said.code, said.is_permanent) == (code, is_permanent)


@pytest.mark.parametrize("megabytes", [25, 26])
def test_a_file_that_is_too_large_is_refused_before_anything_is_said(megabytes: int) -> None:
    paper = replace(outgoing_file("application/pdf"), size=megabytes * 1024 * 1024)
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        here, said = account_of(SIDE, one.url), outgoing(thread=DANA, files=(paper,))
        refused = pytest.raises(Permanent, match="file_too_large")
        with refused if megabytes > 25 else nullcontext():
            adapter(SIDE).send(here, said)
        assert len(one.to(SIDE.path)) == (0 if megabytes > 25 else 2)
