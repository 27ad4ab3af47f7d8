"""What holds for every channel, tried over HTTP with its vendor on loopback.

A channel's tests derive from `ChannelContract` and name its `Side`: how its vendor words and signs
what it sends, and what it answers. `test_contract.py` sees that no channel is left out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from pharos.cases.models import Case, Delivery, Entry, Notification
from pharos.cases.tests.deeds import answered
from pharos.channels import calling
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.delivering import deliver_waiting
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Account, Channel, Happening, Outgoing, Request, Undelivered, Update
from pharos.channels.registry import channel_of
from pharos.channels.tests.vendor import Answer, Asked, Vendor, vendor
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.reception.models import Spooled
from pharos.testing.world import World

WORDS = "My withdrawal has not arrived."
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PIECE = "sausage worth useful"
LONG = "".join(f"Sentence {number} says what happens next. " for number in range(260)).strip()


class Side(ABC):
    """One vendor, as it speaks: `message` and its like are bodies, `says_…` are its answers."""

    kind: str
    # How the path ends by which it is handed an answer.
    path: str
    # What it says that means nothing.
    unreadable = b'{"something":"else"}'

    @abstractmethod
    def settings(self, url: str) -> dict[str, str]: ...
    @abstractmethod
    def secrets(self) -> dict[str, str]: ...

    @abstractmethod
    def message(self, item: str, text: str) -> bytes:
        """Dana writes. `item` is `m-1`, `m-2`…, to be worded as the vendor does."""

    @abstractmethod
    def signed(self, body: bytes) -> dict[str, str]:
        """The headers that prove it."""

    @abstractmethod
    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        """Headers that do not."""

    def edit(self, item: str, text: str) -> bytes | None:
        """Dana changes what she wrote; None where the vendor tells of no such thing."""
        return None

    def withdrawal(self, item: str) -> bytes | None:
        """Dana takes back what she wrote."""
        return None

    def receipt(self, name: str, state: str) -> bytes | None:
        """What became of what we sent: `delivered`, `seen` or `failed`."""
        return None

    @abstractmethod
    def says_taken(self, asked: Asked) -> Answer:
        """It takes an answer, and gives it a name of its own."""

    def says_later(self) -> Answer:
        """Too many at once: try again at once."""
        return Answer(status=429, body={"error": "slow down"}, headers={"Retry-After": "0"})

    @abstractmethod
    def says_never(self) -> tuple[Answer, str]:
        """It will never take it, and the code by which we know that."""

    @abstractmethod
    def texts(self, asked: Asked) -> list[str]:
        """The words that it was handed in one request."""

    @abstractmethod
    def name(self, asked: Asked) -> str:
        """What it named the answer in this request."""


class ChannelContract:
    """Derive, name the side, and everything here is tried on it."""

    side: Side

    @pytest.fixture
    def vendor(self) -> Iterator[Vendor]:
        with vendor() as one:
            one.says(self.side.path, self.side.says_taken)
            yield one

    @pytest.fixture
    def account(self, world: World, vendor: Vendor) -> ChannelAccount:
        new = NewAccount(
            kind=self.side.kind,
            settings=self.side.settings(vendor.url),
            secrets=self.side.secrets(),
        )
        return keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)

    def post(
        self,
        client: Client,
        account: ChannelAccount,
        body: bytes,
        headers: dict[str, str] | None = None,
    ) -> Any:
        return client.post(
            f"/channels/{account.brand.slug}/{account.kind}/{account.key}",
            body,
            content_type="application/json",
            headers=self.side.signed(body) if headers is None else headers,
        )

    def written(self, client: Client, world: World, account: ChannelAccount) -> Case:
        """Dana has written, and has read that it arrived."""
        assert self.post(client, account, self.side.message("m-1", WORDS)).status_code == 200
        work(world)
        (case,) = cases_of(world)
        return case

    @pytest.mark.requirement("CH-03")
    def test_a_message_is_believed_when_it_is_theirs_taken_once_and_acknowledged_there(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        body = self.side.message("m-1", WORDS)
        for headers in self.side.forged(body):
            assert self.post(client, account, body, headers).status_code == 401
        assert cases_of(world) == []

        for _ in range(2):
            assert self.post(client, account, body).status_code == 200
        work(world)

        (case,) = cases_of(world)
        assert told(world, case) == [("message", WORDS)]
        assert case.team_id == world.support.pk
        (acknowledged,) = vendor.to(self.side.path)
        (text,) = self.side.texts(acknowledged)
        assert case.number in text

    def test_each_message_keeps_its_place_and_its_own_changes_in_whatever_order_they_come(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        second, first = self.side.message("m-2", "And now?"), self.side.message("m-1", WORDS)
        for message in (second, first, second):
            assert self.post(client, account, message).status_code == 200
        (case,) = cases_of(world)
        assert told(world, case) == [("message", "And now?"), ("message", WORDS)]

        edit = self.side.edit("m-1", "My deposit has not arrived.")
        withdrawal = self.side.withdrawal("m-2")
        for body in (edit, edit, withdrawal, withdrawal):
            if body is not None:
                assert self.post(client, account, body).status_code == 200
        changes = [(e.kind, e.body, (e.payload or {}).get("of")) for e in changed(world, case)]
        assert changes == [
            *([("edit", "My deposit has not arrived.", 2)] if edit else []),
            *([("withdrawn", None, 1)] if withdrawal else []),
        ]

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
            self.side.says_later(),
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
        assert names == [self.side.name(asked) for asked in taken]

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

    def test_what_cannot_be_read_is_shown_to_a_person(
        self, client: Client, world: World, account: ChannelAccount
    ) -> None:
        assert self.post(client, account, self.side.unreadable).status_code == 200

        (case,) = cases_of(world)
        assert self.side.unreadable.decode() in (world.entries(case)[0].body or "")

    def test_its_receipts_stand_in_the_ledger_and_only_go_forward(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        case = self.written(client, world, account)
        seq = answered(case, world.amara).seq
        work(world)
        name = self.side.name(vendor.to(self.side.path)[-1])
        told_states = [s for s in ("delivered", "seen") if self.side.receipt(name, s)]

        for state in (*told_states, *told_states):
            body = self.side.receipt(name, state)
            assert body is not None
            assert self.post(client, account, body).status_code == 200

        assert states(world, case, seq) == ["sent", *told_states]


def account_of(side: Side, url: str = "", **settings: str) -> Account:
    """An account as an adapter gets to see it."""
    told = side.settings(url) | settings
    return Account(id=1, brand_id=1, kind=side.kind, key="k", settings=told, secrets=side.secrets())


def read(side: Side, body: bytes, **settings: str) -> Sequence[Happening]:
    """What a channel understands of a request that its vendor has signed."""
    return update(side, body, **settings).happenings


def update(side: Side, body: bytes, **settings: str) -> Update:
    headers = {name.lower(): value for name, value in side.signed(body).items()}
    request = Request(method="POST", headers=headers, query={}, body=body, at=now())
    return adapter(side).read(account_of(side, **settings), request)


def adapter(side: Side) -> Channel:
    channel = channel_of(side.kind)
    assert channel is not None
    return channel


def refused_by(side: Side, refusal: Answer, **more: Any) -> Undelivered:
    """What a channel makes of its vendor's refusal of an answer."""
    with vendor() as one:
        one.says(side.path, refusal)
        with pytest.raises(Undelivered) as refused:
            adapter(side).send(account_of(side, one.url), outgoing(**more))
    return refused.value


def outgoing(**more: Any) -> Outgoing:
    """An answer to somebody who has just written."""
    plain = Outgoing(thread="501", text="Hello", token="t-1", case="7KQF", heard_at=now())
    return replace(plain, **more)


def work(world: World) -> None:
    """What the worker does, until there is nothing to do."""
    system = Actor.system(world.brand.pk)
    follow_up(actor=system)
    while deliver_waiting(system):
        pass


def work_twice(world: World) -> None:
    """What failed is tried once more, as it would be later."""
    work(world)
    make_due(world)
    work(world)


def make_due(world: World) -> None:
    with brand_scope(world.brand.pk):
        Delivery.objects.filter(state="queued").update(due_at=now())


def cases_of(world: World) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.filter(brand=world.brand).order_by("pk"))


def told(world: World, case: Case) -> list[tuple[str, str | None]]:
    """What the customer said, in the order of the ledger."""
    return [(e.kind, e.body) for e in world.entries(case) if e.kind == "message"]


def changed(world: World, case: Case) -> list[Entry]:
    return [entry for entry in world.entries(case) if entry.kind in ("edit", "withdrawn")]


def states(world: World, case: Case, seq: int) -> list[str]:
    """Where an answer was, one after the other, as the ledger has it."""
    moved = [e.payload or {} for e in world.entries(case) if e.kind == "delivery"]
    return [str(each["state"]) for each in moved if each["of"] == seq]
