"""Telegram over HTTP, in both directions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from pharos.cases.actions.record_delivery import deliver_again
from pharos.cases.actions.reply import send_reply
from pharos.cases.models import Delivery
from pharos.cases.tests.deeds import answered, clocks, draft
from pharos.cases.tests.test_attachments import PDF, handed_in
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Arrival
from pharos.channels.telegram.tests.side import (
    AT,
    BOT,
    DANA,
    GROUP,
    TelegramSide,
    asked_of,
    message,
    refusal,
    update,
)
from pharos.channels.telegram.tests.updates import BLOCKED, KINDS
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import cases_of, work
from pharos.channels.tests.trying import LONG, WORDS, read, refused_by, states, told
from pharos.channels.tests.vendor import Vendor
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.testing.world import World

SIDE = TelegramSide()
HASH = "0x" + "ab" * 32


class TestTelegram(ChannelContract):
    side = SIDE

    @pytest.mark.requirement("CH-09", "CH-16", "TK-15")
    def test_in_a_group_only_what_is_for_the_bot_is_taken_and_answered_without_a_word_of_it(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        among = message(7, GROUP, text="Has anybody got theirs?")
        ours = message(8, GROUP, text="@northmere_bot my withdrawal of 3 BTC is late")
        for number, each in enumerate((among, ours)):
            assert self.post(client, account, update(number, message=each)).status_code == 200

        (case,) = cases_of(world)
        assert told(world, case) == [("message", ours["text"])]
        answered(case, world.amara, "Your withdrawal of 3 BTC is on its way.")
        work(world)

        for asked in map(asked_of, vendor.to(self.side.path)):
            assert asked["chat_id"] == str(GROUP)
            assert orjson.loads(asked["reply_parameters"])["message_id"] == 8
            assert f"/{world.brand.slug}/c/" in asked["text"]
            assert "3 BTC" not in asked["text"]
            assert case.number not in asked["text"]

    @pytest.mark.parametrize("is_public_first", [True, False])
    def test_who_asks_in_private_and_in_a_group_about_one_thing_is_answered_in_private(
        self,
        client: Client,
        world: World,
        account: ChannelAccount,
        vendor: Vendor,
        *,
        is_public_first: bool,
    ) -> None:
        ours = message(8, GROUP, text=f"@northmere_bot where is {HASH}?")
        mine = message(9, DANA, text=f"I wait for {HASH}.")
        for number, each in enumerate([ours, mine] if is_public_first else [mine, ours]):
            assert self.post(client, account, update(number, message=each)).status_code == 200
        work(world)

        (case,) = cases_of(world)
        answered(case, world.amara, "It is on its way.")
        work(world)

        said = asked_of(vendor.to(self.side.path)[-1])
        assert (said["chat_id"], said["text"]) == (str(DANA), "Amara: It is on its way.")

    @pytest.mark.requirement("CM-14")
    def test_a_message_to_the_bot_is_support_like_any_other(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        assert [clock.kind for clock in clocks(case)] == ["first_response"]

        answered(case, world.amara, "It is on its way.")
        work(world)

        assert "It is on its way." in self.side.texts(vendor.to(self.side.path)[-1])[0]

    @pytest.mark.requirement("ID-03")
    def test_whoever_changes_a_message_reads_what_to_do_about_the_secret_that_this_brings(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        """Once: not again for the next change, as long as no other secret comes with it."""
        self.written(client, world, account)
        before = len(vendor.to(self.side.path))
        versions = ("Card 4111 1111 1111 1111.", "My card 4111 1111 1111 1111!", "No card.")
        for number, text in enumerate(versions):
            edited = message(1, text=text, edit_date=AT + 60 + number)
            self.post(client, account, update(300 + number, edited_message=edited))
            work(world)

        (asked,) = vendor.to(self.side.path)[before:]
        assert "have your bank block the card now" in asked_of(asked)["text"]
        both = message(1, text="4111 1111 1111 1111, cvv 123", edit_date=AT + 70)
        self.post(client, account, update(310, edited_message=both))
        work(world)
        assert "security code" in asked_of(vendor.to(self.side.path)[-1])["text"]

    @pytest.mark.requirement("ID-03")
    def test_a_change_that_leaves_a_secret_as_it_was_is_answered_with_nothing(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        wrote = self.side.message("m-1", "My password is Hunter-22")
        assert self.post(client, account, wrote).status_code == 200
        work(world)
        before = len(vendor.to(self.side.path))

        edit = self.side.edit("m-1", "Hello, my password is Hunter-22")
        assert self.post(client, account, edit).status_code == 200
        work(world)

        assert len(cases_of(world)) == 2
        assert len(vendor.to(self.side.path)) == before

    def test_start_alone_is_greeted_and_with_a_word_it_is_a_message(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        greeted = self.post(client, account, update(1, message=message(1, text="/start")))
        assert greeted.json()["method"] == "sendMessage"
        assert greeted.json()["chat_id"] == DANA
        assert cases_of(world) == []

        self.post(client, account, update(2, message=message(2, text="/start withdrawal")))

        (case,) = cases_of(world)
        assert told(world, case) == [("message", "/start withdrawal")]

    def test_files_go_along_behind_the_words(
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
        files = (handed_in(amara), handed_in(amara, PDF, name="statement.pdf"))
        for method in ("/sendPhoto", "/sendDocument"):
            vendor.says(method, self.side.says_taken)

        sent = send_reply(actor=amara, number=case.number, draft=draft("See here.", files=files))
        work(world)

        paths = [asked.path.rpartition("/")[2] for asked in vendor.asked[1:]]
        assert paths == ["sendMessage", "sendPhoto", "sendDocument"]
        assert b'filename="statement.pdf"' in vendor.asked[-1].body
        assert states(world, case, sent.seq) == ["sent"]

    def test_what_was_given_up_half_way_goes_on_behind_what_went(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        blocked, _code = self.side.says_never()
        vendor.says(self.side.path, self.side.says_taken, blocked)
        seq = answered(case, world.amara, LONG).seq
        work(world)
        assert states(world, case, seq) == ["failed"]

        vendor.says(self.side.path, self.side.says_taken)
        before = len(vendor.asked)
        with brand_scope(world.brand.pk):
            given_up = Delivery.objects.get(case_id=case.pk, seq=seq)
        deliver_again(actor=Actor.system(world.brand.pk), delivery_id=given_up.pk)
        work(world)

        first, *_ = vendor.to(self.side.path)[before - 2 :]
        rest = [asked_of(asked)["text"] for asked in vendor.asked[before:]]
        assert " ".join([asked_of(first)["text"], *rest]) == f"Amara: {LONG}"
        assert states(world, case, seq)[-1] == "sent"


@pytest.mark.parametrize(("content", "words", "files"), KINDS)
def test_what_people_send_is_words_and_files(
    content: dict[str, Any], words: str, files: list[tuple[str, str]]
) -> None:
    (arrival,) = read(SIDE, update(1, message=message(1, **content)))

    assert isinstance(arrival, Arrival)
    assert (arrival.item, arrival.thread, arrival.sender.value) == ("501:1", "501", "501")
    assert arrival.text == words
    assert [(file.ref, file.name) for file in arrival.files] == files


@pytest.mark.parametrize(
    "nothing",
    [
        BLOCKED,
        {"update_id": 1, "message": message(1, pinned_message=message(0, text=WORDS))},
        {"update_id": 2, "message": message(2, text=WORDS) | {"from": {
            "id": 9, "is_bot": True, "first_name": "Another"}}},
        {"update_id": 3, "message": message(3, GROUP, text="@northmere_bot_2 hello")},
        {"update_id": 4, "poll_answer": {"poll_id": "1", "option_ids": [0]}},
    ],
    ids=["blocked", "pinned", "bot", "another bot's name", "unknown"],
)  # fmt: skip
def test_what_nobody_says_to_us_begins_no_case(nothing: dict[str, Any]) -> None:
    assert read(SIDE, orjson.dumps(nothing)) == ()


def test_an_answer_to_the_bot_in_a_group_is_for_it() -> None:
    bot = {"id": BOT, "is_bot": True, "first_name": "Northmere"}
    ours = message(4, GROUP, text="We answer here.") | {"from": bot}

    (arrival,) = read(
        SIDE, update(1, message=message(5, GROUP, text="Thanks", reply_to_message=ours))
    )

    assert isinstance(arrival, Arrival)
    assert (arrival.thread, arrival.is_public) == (f"{GROUP}:{DANA}", True)


@pytest.mark.parametrize(
    ("status", "words", "more", "code", "is_permanent", "after"),
    [
        (429, "Too Many Requests: retry after 7", {"retry_after": 7}, "rate_limited", False, 7),
        (401, "Unauthorized", {}, "token_refused", False, 600),
        (404, "Not Found", {}, "token_refused", False, 600),
        (403, "Forbidden: user is deactivated", {}, "blocked", True, None),
        (400, "Bad Request: chat not found", {}, "gone", True, None),
        (
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": -1},
            "chat_moved",
            True,
            None,
        ),
        (400, "Bad Request: message text is empty", {}, "vendor_refused", True, None),
        (500, "Internal Server Error", {}, "vendor_fault", False, None),
    ],
)
def test_each_refusal_is_told_apart(
    status: int,
    words: str,
    more: dict[str, Any],
    code: str,
    is_permanent: bool,  # noqa: FBT001 - a table
    after: int | None,
) -> None:
    said = refused_by(SIDE, refusal(status, words, **more))

    wait = None if after is None else timedelta(seconds=after)
    assert (said.code, said.is_permanent, said.after) == (code, is_permanent, wait)
