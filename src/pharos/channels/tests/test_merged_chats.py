"""What is written, and changed, in the chat of a case whose work goes on in another one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pharos.cases.actions.assign import take_case
from pharos.cases.actions.merge import merge_cases
from pharos.cases.models import Case, Notification
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import answered, fresh, is_whole, resolved
from pharos.channels.models import ChannelAccount
from pharos.channels.telegram.tests.side import TelegramSide
from pharos.channels.tests.deeds import cases_of, work
from pharos.channels.tests.trying import WORDS, Tried
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.testing.world import World


def notices(world: World, case: Case) -> list[str]:
    """Of what Amara hears, as whoever has the case."""
    with brand_scope(world.brand.pk):
        found = Notification.objects.filter(staff=world.amara, case=case).order_by("pk")
        return list(found.values_list("kind", flat=True))


class TestMergedChats(Tried):
    side = TelegramSide()

    def merged(self, client: Client, world: World, account: ChannelAccount) -> tuple[Case, Case]:
        """Dana's case in a chat, and the one of Amara's in which its work goes on."""
        source = self.written(client, world, account)
        target = world.asked(text="Where is my deposit?")
        work(world)
        take_case(actor=world.amara.actor(), number=target.number)
        merge_cases(
            actor=world.amara.actor(), number=source.number, into=target.number, why="The same."
        )
        return source, target

    def test_what_is_changed_is_read_where_the_work_goes_on_and_moves_nothing(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        source, target = self.merged(client, world, account)
        answered(target, world.amara)
        edit = self.side.edit("m-1", "It was my deposit.")

        for _again in range(2):
            assert self.post(client, account, edit or b"").status_code == 200
            work(world)

        copies = [e for e in world.entries(target) if e.kind in ("carried", "quote")]
        assert [copy.body for copy in copies] == [WORDS, "It was my deposit."]
        assert copies[-1].payload["case"] == source.number
        assert notices(world, target) == ["answered"]
        there = fresh(target)
        assert (there.state, there.waiting_since) == (CaseState.WAITING_CUSTOMER, None)
        assert there.last_words == "It was my deposit."
        assert is_whole(source)
        assert is_whole(target)

    def test_whoever_has_the_case_is_told_of_what_is_written(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        _source, target = self.merged(client, world, account)

        for item in ("m-2", "m-3"):
            self.post(client, account, self.side.message(item, "Hello?"))
            work(world)

        assert notices(world, target) == ["answered"]

    @pytest.mark.parametrize("days", [1, 60])
    def test_long_after_its_end_what_is_written_is_about_something_new(
        self, client: Client, world: World, account: ChannelAccount, days: int
    ) -> None:
        _source, target = self.merged(client, world, account)
        resolved(target, world.amara)

        with frozen_at(now() + timedelta(days=days)):
            self.post(client, account, self.side.message("m-2", "Something new."))
            work(world)

        is_new = days == 60
        assert len(cases_of(world)) == (3 if is_new else 2)
        assert (fresh(target).state == CaseState.RESOLVED) is is_new
