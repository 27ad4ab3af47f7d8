"""What holds for every channel of what comes in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.test import Client

from pharos.channels.models import ChannelAccount
from pharos.channels.port import Happening, RemoteFile, Typing
from pharos.channels.tests.deeds import cases_of, files_of, work
from pharos.channels.tests.points import shows
from pharos.channels.tests.side import PICTURE
from pharos.channels.tests.trying import WEEK, WORDS, Tried, adapter, changed, read, told
from pharos.channels.tests.vendor import Vendor
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.reception.endangered import REASON
from pharos.reception.models import Spooled
from pharos.testing.world import World

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PIECE = "sausage worth useful"


class InContract(Tried):
    """The half of the contract that is about those who write to us."""

    @shows("proof")
    @pytest.mark.requirement("CH-03")
    def test_what_is_not_proved_to_be_theirs_is_not_believed(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        body = self.side.message("m-1", WORDS)
        for proof in self.side.forged(body):
            assert self.post(client, account, body, proof).status_code == 401
        assert cases_of(world) == []

        assert self.post(client, account, body).status_code == 200
        assert len(cases_of(world)) == 1

    @shows("age")
    @pytest.mark.requirement("CH-03")
    def test_what_was_theirs_a_week_ago_is_not_believed_any_more(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        with frozen_at(now() - WEEK):
            body = self.side.message("m-1", WORDS)
            proof = self.side.signed(body)
        assert self.post(client, account, body, proof).status_code == 401
        assert cases_of(world) == []

        assert self.post(client, account, self.side.message("m-1", WORDS)).status_code == 200
        assert len(cases_of(world)) == 1

    @shows("absence")
    @pytest.mark.requirement("CH-16")
    def test_what_is_sent_again_after_a_week_is_taken_in(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        with frozen_at(now() - WEEK):
            body = self.side.message("m-1", WORDS)
        assert self.post(client, account, body).status_code == 200

        (case,) = cases_of(world)
        assert told(world, case) == [("message", WORDS)]

    @shows("once")
    @pytest.mark.requirement("CH-03")
    def test_a_message_is_taken_once_and_acknowledged_there(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        body = self.side.message("m-1", WORDS)
        for _ in range(2):
            assert self.post(client, account, body).status_code == 200
        work(world)

        (case,) = cases_of(world)
        assert told(world, case) == [("message", WORDS)]
        assert case.team_id in (world.support.pk, world.korean.pk)
        (acknowledged,) = vendor.to(self.side.path)
        (text,) = self.side.texts(acknowledged)
        assert case.number in text

    @shows("order")
    def test_each_message_keeps_its_place_in_whatever_order_they_come(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        self.out_of_order(client, account)

        (case,) = cases_of(world)
        assert told(world, case) == [("message", "And now?"), ("message", WORDS)]

    def out_of_order(self, client: Client, account: ChannelAccount) -> None:
        second, first = self.side.message("m-2", "And now?"), self.side.message("m-1", WORDS)
        for message in (second, first, second):
            assert self.post(client, account, message).status_code == 200

    @shows("edits")
    def test_what_they_change_is_of_the_message_that_they_changed(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        self.out_of_order(client, account)
        edit = self.side.edit("m-1", "My deposit has not arrived.")
        assert edit is not None
        for _ in range(2):
            assert self.post(client, account, edit).status_code == 200

        (case,) = cases_of(world)
        assert changed(world, case) == [("edit", "My deposit has not arrived.", 2)]

    @shows("edits")
    @pytest.mark.requirement("ID-03")
    def test_a_phrase_that_a_change_brings_opens_the_case_about_it_once(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        before = len(vendor.to(self.side.path))
        edit = self.side.edit("m-1", f"{WORDS} {PHRASE}")
        assert edit is not None
        for _ in range(2):
            assert self.post(client, account, edit).status_code == 200
            work(world)

        ((_kind, said, _of),) = changed(world, case)
        assert "[removed:recovery_phrase]" in (said or "")
        danger = next(each for each in cases_of(world) if each.pk != case.pk)
        assert cases_of(world) == [case, danger]
        assert danger.reason_initial == REASON
        (asked,) = vendor.to(self.side.path)[before:]
        assert danger.number in "".join(self.side.texts(asked))

    @shows("edits")
    @pytest.mark.requirement("ID-03")
    def test_a_change_without_a_secret_is_answered_with_nothing(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        before = len(vendor.to(self.side.path))
        edit = self.side.edit("m-1", f"{WORDS} It is still away.")
        assert edit is not None
        assert self.post(client, account, edit).status_code == 200
        work(world)

        assert changed(world, case) == [("edit", f"{WORDS} It is still away.", 1)]
        assert cases_of(world) == [case]
        assert len(vendor.to(self.side.path)) == before

    @shows("withdrawals")
    def test_what_they_take_back_is_the_message_that_they_meant(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        self.out_of_order(client, account)
        withdrawal = self.side.withdrawal("m-2")
        assert withdrawal is not None
        for _ in range(2):
            assert self.post(client, account, withdrawal).status_code == 200

        (case,) = cases_of(world)
        assert changed(world, case) == [("withdrawn", None, 1)]

    @shows("typing")
    def test_that_they_are_typing_is_understood_and_kept_nowhere(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        case = self.written(client, world, account)
        before = len(world.entries(case))
        sign = self.side.typing()
        assert sign is not None
        assert [type(one) for one in self.understood(sign)] == [Typing]

        assert self.post(client, account, sign).status_code == 200
        assert len(world.entries(case)) == before

    def understood(self, body: bytes) -> Sequence[Happening]:
        return read(self.side, body)

    @shows("files in")
    def test_a_picture_is_fetched_from_where_it_lies(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        body = self.side.picture("m-1", vendor)
        for _ in range(2):
            assert self.post(client, account, body).status_code == 200

        (file,) = files_of(world)
        assert file.name
        fetched = adapter(self.side).fetch(
            account.for_adapter(), RemoteFile(ref=file.ref, name=file.name)
        )
        assert fetched.content == PICTURE

    @shows("phrase")
    def test_a_recovery_phrase_reaches_no_row(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        said = f"{WORDS} {PHRASE}"
        assert self.post(client, account, self.side.message("m-1", said)).status_code == 200
        work(world)

        for case in cases_of(world):
            for entry in world.entries(case):
                assert PIECE not in f"{entry.body} {entry.payload}"
            assert PIECE not in f"{case.subject} {case.last_words}"
        (first, *_rest) = cases_of(world)
        assert "[removed:recovery_phrase]" in (world.entries(first)[0].body or "")
        with brand_scope(world.brand.pk):
            assert not Spooled.objects.filter(brand=world.brand).exists()

    @shows("unreadable")
    def test_what_cannot_be_read_is_shown_to_a_person(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        assert self.post(client, account, self.side.unreadable).status_code == 200

        (case,) = cases_of(world)
        assert self.side.shown.decode() in (world.entries(case)[0].body or "")

    @shows("beside")
    def test_what_cannot_be_read_keeps_nothing_beside_it_from_being_taken(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        body = self.side.beside(self.side.message("m-1", WORDS))
        assert body is not None
        for _ in range(2):
            assert self.post(client, account, body).status_code == 200

        mine, shown = sorted(cases_of(world), key=lambda one: one.last_words != WORDS)
        assert told(world, mine) == [("message", WORDS)]
        assert "could not be read" in (world.entries(shown)[0].body or "")
