"""What holds for every channel of what goes out."""

from __future__ import annotations

import pytest
from django.test import Client

from pharos.cases.models import Delivery, Notification
from pharos.cases.tests.deeds import answered
from pharos.channels import calling
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.deeds import make_due, outgoing_file, work
from pharos.channels.tests.points import applies, shows
from pharos.channels.tests.side import REST_SECONDS
from pharos.channels.tests.trying import (
    LONG,
    Tried,
    adapter,
    outgoing,
    publish,
    states,
    work_twice,
)
from pharos.channels.tests.vendor import Answer, Vendor
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.testing.world import World


class OutContract(Tried):
    """The half of the contract that is about our answers."""

    @shows("files out")
    def test_a_picture_goes_along_with_an_answer(
        self, account: ChannelAccount, vendor: Vendor
    ) -> None:
        answer = outgoing(files=(outgoing_file(),))
        adapter(self.side).send(account.for_adapter(), answer)

        assert any(b"a.png" in asked.body for asked in vendor.asked)

    @shows("faults")
    def test_what_the_vendor_does_not_take_is_tried_again_and_stands_once_in_the_ledger(
        self,
        client: Client,
        world: World,
        account: ChannelAccount,
        vendor: Vendor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(calling, "READ_SECONDS", 0.5)
        case = self.written(client, world, account)
        troubles = (
            Answer(status=503),
            Answer(waits=True),
            Answer(breaks="before"),
            Answer(breaks="halfway", body={"said": "and then it was gone" * 20}),
        )
        for number, trouble in enumerate(troubles):
            vendor.says(self.side.path, trouble, self.side.says_taken)
            before = len(vendor.to(self.side.path))
            seq = answered(case, world.amara, f"It is on its way, {number}.").seq
            work(world)
            assert states(world, case, seq) == []
            make_due(world)
            work(world)

            tries = vendor.to(self.side.path)[before:]
            assert [self.side.texts(each) for each in tries] == [
                [f"Amara: It is on its way, {number}."]
            ] * 2
            assert states(world, case, seq) == ["sent"]

    @shows("limits")
    def test_whoever_is_too_fast_waits_for_as_long_as_the_vendor_says(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        vendor.says(self.side.path, self.side.says_later(), self.side.says_taken)
        seq = answered(case, world.amara).seq
        work(world)

        with brand_scope(world.brand.pk):
            waiting = Delivery.objects.get(case_id=case.pk, seq=seq)
        assert (waiting.state, waiting.code) == ("queued", "rate_limited")
        assert abs((waiting.due_at - now()).total_seconds() - REST_SECONDS) < 30
        make_due(world)
        work(world)
        assert states(world, case, seq) == ["sent"]

    @shows("known again")
    def test_an_answer_that_was_taken_and_not_owned_up_to_comes_under_the_same_name(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        vendor.says(self.side.path, Answer(breaks="before"), self.side.says_known)
        seq = answered(case, world.amara).seq
        work_twice(world)
        assert states(world, case, seq) == ["sent"]

        vendor.says(self.side.path, self.side.says_taken)
        answered(case, world.amara, "Another answer.")
        work(world)
        first, again, other = [self.side.key(each) for each in vendor.to(self.side.path)[1:]]
        assert first == again != other

    @shows("refusals")
    def test_what_is_refused_for_good_is_given_up_and_its_owner_told(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        refusal, code = self.side.says_never()
        vendor.says(self.side.path, refusal)

        seq = answered(case, world.amara).seq
        work_twice(world)

        assert states(world, case, seq) == ["failed"]
        with brand_scope(world.brand.pk):
            failed = Delivery.objects.get(case_id=case.pk, seq=seq)
            assert (failed.code, failed.tries) == (code, 1)
            assert Notification.objects.filter(case_id=case.pk, kind="undelivered").exists()

    @shows("parts")
    def test_a_long_answer_arrives_whole_and_no_part_of_it_twice(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        before = len(vendor.to(self.side.path))
        vendor.says(self.side.path, self.side.says_taken, Answer(status=503), self.side.says_taken)

        seq = answered(case, world.amara, LONG).seq
        work_twice(world)

        tries = vendor.to(self.side.path)[before:]
        taken = [tries[0], *tries[2:]]  # the second, where there was one, was refused
        texts = [text for asked in taken for text in self.side.texts(asked)]
        assert " ".join(texts) == f"Amara: {LONG}"
        assert all(len(text) <= adapter(self.side).longest for text in texts)
        assert states(world, case, seq) == ["sent"]
        with brand_scope(world.brand.pk):
            names = Delivery.objects.get(case_id=case.pk, seq=seq).items
        told_names = [self.side.name(asked) for asked in taken]
        assert names == [there or here for there, here in zip(told_names, names, strict=True)]

    @shows("delivered", "seen")
    def test_its_receipts_stand_in_the_ledger_and_only_go_forward(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        seq = answered(case, world.amara).seq
        work(world)
        name = self.side.name(vendor.to(self.side.path)[-1])
        told_states = [s for s in ("delivered", "seen") if applies(self.side.kind, s)]

        for state in (*told_states, *told_states):
            body = self.side.receipt(name, state)
            assert body is not None
            assert self.post(client, account, body).status_code == 200

        assert states(world, case, seq) == ["sent", *told_states]

    @shows("role")
    @pytest.mark.requirement("CH-09")
    def test_where_no_support_is_promised_nothing_is_said_but_where_to_go_on(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        publish(world, self.side.kind)
        case = self.written(client, world, account)
        answered(case, world.amara, "Your 3 BTC are on their way.")
        work(world)

        said = [text for asked in vendor.to(self.side.path) for text in self.side.texts(asked)]
        assert len(said) == 2
        for text in said:
            assert f"/{world.brand.slug}/c/" in text
            assert case.number not in text
            assert "3 BTC" not in text
