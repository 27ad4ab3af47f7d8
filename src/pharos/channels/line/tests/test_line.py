"""LINE over HTTP, in both directions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pharos.cases.actions.reply import send_reply
from pharos.cases.tests.deeds import draft
from pharos.cases.tests.test_attachments import PDF, handed_in
from pharos.channels.line.tests.side import DANA, GROUP, LineSide, body, event, text_of
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Arrival, RemoteFile, Temporary
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import cases_of, work
from pharos.channels.tests.trying import (
    account_of,
    adapter,
    outgoing,
    read,
    refused_by,
)
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.testing.world import World

SIDE = LineSide()
OURS = {"mentionees": [{"type": "user", "index": 0, "length": 3, "isSelf": True}]}
SENDER = {"type": "group", "groupId": GROUP, "userId": DANA}
KEPT = {"contentProvider": {"type": "line"}}
ELSEWHERE = {
    "contentProvider": {"type": "external", "originalContentUrl": "https://elsewhere.example/a"}
}
PLACE = {"type": "location", "latitude": 38.7, "longitude": -9.1, "title": "Bank"}
STICKER = {
    "type": "sticker",
    "packageId": "1",
    "stickerId": "2",
    "stickerResourceType": "STATIC",
    "keywords": ["sad", "crying"],
    "quoteToken": "q",
}


class TestLine(ChannelContract):
    side = SIDE

    def test_files_that_cannot_go_along_are_named_with_a_link(
        self,
        client: Client,
        world: World,
        account: ChannelAccount,
        vendor: Vendor,
        settings: Any,
        tmp_path: Path,
    ) -> None:
        settings.FILES_URL = tmp_path.as_uri()
        case = self.written(client, world, account)
        amara = world.actor(world.amara)
        file = handed_in(amara, PDF, name="statement.pdf")

        send_reply(actor=amara, number=case.number, draft=draft("See here.", files=(file,)))
        work(world)

        (text,) = self.side.texts(vendor.to(self.side.path)[-1])
        assert text.startswith("Amara: See here.\n\nFiles to this: statement.pdf.")
        assert f"/{world.brand.slug}/c/" in text

    def test_in_a_group_only_what_names_the_account_is_taken(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        among = event("message", 1, source=SENDER, message=text_of("m-1", "Anybody?"))
        named = text_of("m-2", "@us my withdrawal is late", mention=OURS)
        ours = event("message", 2, source=SENDER, message=named)
        assert self.post(client, account, body(among, ours)).status_code == 200
        work(world)

        (case,) = cases_of(world)
        assert case.last_words == "@us my withdrawal is late"
        (said,) = vendor.to(self.side.path)
        assert said.json["to"] == GROUP
        assert case.number not in said.json["messages"][0]["text"]


@pytest.mark.parametrize(
    ("content", "words", "files"),
    [
        ({"type": "image", "quoteToken": "q", **KEPT}, "", [("m-1", "photo.jpg")]),
        ({"type": "video", "quoteToken": "q", **KEPT}, "", [("m-1", "video.mp4")]),
        ({"type": "image", "quoteToken": "q", **ELSEWHERE}, "https://elsewhere.example/a", []),
        ({"type": "file", "fileName": "a.pdf", "fileSize": 9}, "", [("m-1", "a.pdf")]),
        (PLACE, "\N{ROUND PUSHPIN} Bank (38.7, -9.1)", []),
        (STICKER, "\N{LABEL} sad, crying", []),
    ],
)
def test_what_people_send_is_words_and_files(
    content: dict[str, Any], words: str, files: list[tuple[str, str]]
) -> None:
    (arrival,) = read(SIDE, body(event("message", 1, message={"id": "m-1", **content})))

    assert isinstance(arrival, Arrival)
    assert (arrival.thread, arrival.text) == (DANA, words)
    assert [(file.ref, file.name) for file in arrival.files] == files


def test_a_button_of_the_menu_says_what_stands_behind_it_and_the_rest_says_nothing() -> None:
    pressed = event("postback", 1, postback={"data": "where is my deposit"})
    followed = event("follow", 2, follow={"isUnblocked": False}, replyToken="r")
    unknown = event("somethingNew", 3)

    (arrival,) = read(SIDE, body(followed, unknown, pressed))

    assert isinstance(arrival, Arrival)
    assert arrival.text == "where is my deposit"
    assert read(SIDE, body()) == ()


def test_a_file_is_fetched_once_it_is_ready() -> None:
    with vendor() as one:
        one.says("/content", Answer(status=202, body=b""), Answer(body=b"a picture"))
        account = account_of(SIDE, one.url)
        with pytest.raises(Temporary) as refused:
            adapter(SIDE).fetch(account, RemoteFile(ref="m-1", name="photo.jpg"))
        fetched = adapter(SIDE).fetch(account, RemoteFile(ref="m-1", name="photo.jpg"))

    assert refused.value.code == "not_ready"
    assert (fetched.name, fetched.content) == ("photo.jpg", b"a picture")
    assert {asked.path for asked in one.asked} == {"/v2/bot/message/m-1/content"}
    assert one.asked[0].headers["authorization"] == "Bearer line-token"


@pytest.mark.parametrize(
    ("answer", "code", "is_permanent", "after"),
    [
        (Answer(status=429, body={"message": "Too many requests"}), "rate_limited", False, None),
        (
            Answer(status=429, body={"message": "You have reached your monthly limit."}),
            "quota_used",
            False,
            timedelta(hours=1),
        ),
        (Answer(status=401), "token_refused", False, timedelta(minutes=10)),
        (Answer(status=403), "vendor_refused", True, None),
        (Answer(status=500), "vendor_fault", False, None),
        (Answer(body=b"<html>"), "vendor_fault", False, None),
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


def test_line_is_told_where_to_send_and_says_whose_account_it_is() -> None:
    whose = {
        "userId": "U1",
        "basicId": "@northmere",
        "displayName": "Northmere",
        "chatMode": "bot",
        "markAsReadMode": "auto",
    }
    with vendor() as one:
        one.says("/v2/bot/info", Answer(body=whose))
        channel: Any = adapter(SIDE)
        assert channel.connect(account_of(SIDE, one.url), "https://desk.example/k") == (
            "Northmere (@northmere)"
        )

    assert one.to("/v2/bot/channel/webhook/endpoint")[0].json == {
        "endpoint": "https://desk.example/k"
    }


def test_many_messages_go_in_few_requests() -> None:
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        long = " ".join(["word"] * 6_000)
        sent = adapter(SIDE).send(account_of(SIDE, one.url), outgoing(thread=DANA, text=long))

    bundles = [SIDE.texts(asked) for asked in one.asked]
    assert [len(bundle) for bundle in bundles] == [5, 1]
    assert " ".join(" ".join(bundle) for bundle in bundles) == long
    assert len(sent.items) == 2
