"""What a hostile or clumsy vendor sends: nothing is lost, nothing goes to somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook

from pharos.cases.actions.split import split_case
from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered
from pharos.cases.uploads import check_waiting
from pharos.channels import requests, taking
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.language import spoken_in
from pharos.channels.models import ChannelAccount, PendingFile
from pharos.channels.port import Account, Arrival, Happening, Request, Update
from pharos.channels.respooling import retry_spooled
from pharos.channels.taking import chat_of, thread_of
from pharos.channels.tests.contract_in import PHRASE
from pharos.channels.tests.deeds import cases_of, work
from pharos.channels.tests.vendor import Vendor, vendor
from pharos.channels.webhook.adapter import WebhookChannel
from pharos.channels.webhook.tests.side import SECRET, WebhookSide, message
from pharos.files.models import StoredFile
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.sender import Sender
from pharos.reception.admit import admit
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.models import Spooled
from pharos.testing.world import World

SIDE = WebhookSide()
# Instagram names all messages of a chat alike for more than a hundred letters.
CHAT_NAME = "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDU5Nzc5MDU4MzYwOjM0MDI4MjM2Njg0MTcx" * 2


@pytest.fixture
def other() -> Iterator[Vendor]:
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        yield one


@pytest.fixture
def account(world: World, other: Vendor) -> ChannelAccount:
    new = NewAccount(kind="webhook", settings=SIDE.settings(other.url), secrets=SIDE.secrets())
    return keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)


def post(account: ChannelAccount, body: bytes, headers: dict[str, str] | None = None) -> int:
    answer = Client().post(
        f"/channels/{account.brand.slug}/{account.kind}/{account.key}",
        body,
        content_type="application/json",
        headers=headers or SIDE.signed(body),
    )
    return answer.status_code


def said(world: World, case: Case) -> list[str]:
    entries = world.entries(case)
    return [e.body or "" for e in entries if e.kind in ("message", "edit")]


def files_of(world: World) -> list[StoredFile]:
    system = Actor.system(world.brand.pk)
    check_waiting(system)
    tell_arrived_files(system)
    with brand_scope(world.brand.pk):
        return list(StoredFile.objects.filter(brand_id=world.brand.pk, state="ready"))


@pytest.mark.requirement("CH-10", "TK-14")
def test_names_that_only_end_differently_are_different_messages(
    world: World, account: ChannelAccount
) -> None:
    for number in range(3):
        assert post(account, message(f"{CHAT_NAME[:148]}{number}", f"Words {number}")) == 200

    (case,) = cases_of(world)
    assert said(world, case) == ["Words 0", "Words 1", "Words 2"]


def test_a_text_that_is_too_long_for_one_message_is_there_as_a_whole(
    world: World, account: ChannelAccount
) -> None:
    assert post(account, message(text=f"{'It began so. ' * 1_000}And this is the end.")) == 200

    (case,) = cases_of(world)
    assert said(world, case)[0].endswith("[…]")
    (whole,) = files_of(world)
    assert (whole.name, whole.size > 13_000) == ("message.txt", True)


def test_a_chat_whose_name_looks_like_another_ones_is_answered_itself(
    world: World, account: ChannelAccount, other: Vendor
) -> None:
    eve = {"id": "eve-there", "name": "Eve"}
    assert post(account, message("m-1", "One.", thread="room")) == 200
    assert post(account, message("m-2", "Two.", thread="room~3", sender=eve)) == 200
    assert post(account, message("m-3", "Three.", thread="room")) == 200
    work(world)

    assert [said(world, case) for case in cases_of(world)] == [["One.", "Three."], ["Two."]]
    answers = [(asked.json["to"], asked.json["thread"]) for asked in other.to(SIDE.path)]
    assert sorted(answers) == [("dana-there", "room"), ("eve-there", "room~3")]


@pytest.mark.parametrize("thread", ["room", "room~3"])
def test_a_case_that_is_split_off_is_answered_in_the_chat_and_goes_on_there(
    world: World, account: ChannelAccount, other: Vendor, thread: str
) -> None:
    for name, text in (("m-1", "One."), ("m-2", "Two.")):
        assert post(account, message(name, text, thread=thread)) == 200
    (case,) = cases_of(world)
    seq = next(entry.seq for entry in world.entries(case) if entry.body == "Two.")
    new = split_case(actor=world.amara.actor(), number=case.number, seqs=[seq])

    answered(new, world.amara, "About the second.")
    work(world)
    assert post(account, message("m-3", "Three.", thread=thread)) == 200

    said_there = [asked.json for asked in other.to(SIDE.path)]
    assert ("Amara: About the second.", thread) in [
        (one["text"], one["thread"]) for one in said_there
    ]
    assert said(world, new) == ["About the second.", "Three."]


@pytest.mark.parametrize("chat", ["room", "room~3", "room~", "~", "a~~2", "a~2~3"])
@pytest.mark.parametrize("again", ["", "~2", "~17"])
def test_the_name_of_a_chat_is_found_again_in_that_of_each_of_its_conversations(
    chat: str, again: str
) -> None:
    account = Account(id=7, brand_id=1, kind="webhook", key="k")

    assert chat_of(f"{thread_of(account, chat)}{again}") == chat


def test_what_no_database_keeps_is_left_out_of_names_and_words(
    world: World, account: ChannelAccount
) -> None:
    sender = {"id": "da\x00na", "name": "Da\x00na"}

    assert post(account, message(text="Where\x00 is it?", sender=sender)) == 200

    (case,) = cases_of(world)
    assert said(world, case) == ["Where is it?"]
    with brand_scope(world.brand.pk):
        assert not Spooled.objects.filter(brand=world.brand).exists()


@pytest.mark.parametrize(("name", "kept"), [(PHRASE, ""), ("Dana Winner", "Dana Winner")])
def test_a_recovery_phrase_for_a_name_is_not_kept(
    world: World, account: ChannelAccount, name: str, kept: str
) -> None:
    assert post(account, message(sender={"id": "dana-there", "name": name})) == 200

    (case,) = cases_of(world)
    assert (world.entries(case)[0].author_name or "") == kept


def test_a_message_and_the_files_that_it_names_are_there_together_or_not_at_all(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = message(files=[{"url": "https://files.test/trade.png", "name": "trade.png"}])
    with monkeypatch.context() as killed:
        killed.setattr(taking, "keep_pending_files", stops)
        with pytest.raises(KeyboardInterrupt):
            post(account, body)
    assert cases_of(world) == []

    assert post(account, body) == 200
    assert post(account, body) == 200

    assert len(cases_of(world)) == 1
    with brand_scope(world.brand.pk):
        assert PendingFile.objects.filter(brand=world.brand).count() == 1


def stops(**_told: Any) -> None:
    raise KeyboardInterrupt


def test_what_waited_in_the_spool_is_as_old_as_it_was_when_it_came(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, body = now() - timedelta(minutes=20), message()
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg-1", at, body.decode()),
    }
    assert post(account, body, headers) == 401
    with monkeypatch.context() as away, frozen_at(at):
        away.setattr(requests, "take_update", fails)
        assert post(account, body, headers) == 200

    retry_spooled(Actor.system(world.brand.pk))

    (case,) = cases_of(world)
    assert said(world, case) == ["My withdrawal has not arrived."]


def test_what_waits_when_its_account_is_switched_off_is_taken_in_all_the_same(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr(requests, "take_update", fails)
        assert post(account, message()) == 200
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.filter(pk=account.pk).update(is_on=False)
    assert post(account, message("m-2")) == 401

    with frozen_at(now() + timedelta(minutes=1)):
        retry_spooled(Actor.system(world.brand.pk))

    (case,) = cases_of(world)
    assert said(world, case) == ["My withdrawal has not arrived."]
    with brand_scope(world.brand.pk):
        assert not Spooled.objects.exists()


def fails(*_told: Any) -> None:
    raise RuntimeError


class Batched(WebhookChannel):
    """Sends what it is told, several in one request."""

    def __init__(self, happenings: Sequence[Happening]) -> None:
        self._update = Update(happenings=tuple(happenings))

    def read(self, _account: Account, _request: Request) -> Update:
        return self._update


def arrival(item: str, chat: str, text: str) -> Arrival:
    sender = Sender(kind="webhook", value=chat, name=chat, proved_by="webhook")
    return Arrival(item=item, thread=chat, sender=sender, at=now(), text=text)


def test_one_that_cannot_be_taken_in_holds_up_its_own_chat_and_no_other(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = [
        arrival("1", "dana", "Poison"),
        arrival("2", "dana", "After it"),
        arrival("3", "minjun", "Beside it"),
    ]
    request = Request(method="POST", headers={}, query={}, body=b"{}", at=now())

    def admits(*, actor: Actor, inbound: Any) -> Any:
        if inbound.text == "Poison":
            raise RuntimeError
        return admit(actor=actor, inbound=inbound)

    monkeypatch.setattr(taking, "admit", admits)
    requests.take_request(Batched(batch), account.for_adapter(), world.brand, request)

    assert [said(world, case) for case in cases_of(world)] == [["Beside it"]]
    with brand_scope(world.brand.pk):
        assert Spooled.objects.filter(brand=world.brand).count() == 1


def test_all_of_what_cannot_be_read_is_attached(world: World, account: ChannelAccount) -> None:
    content = b'{"something":"else","words":"' + b"Where is my deposit? " * 400 + b'","end":1}'
    assert post(account, content) == 200

    (case,) = cases_of(world)
    assert "Where is my deposit?" in said(world, case)[0]
    (whole,) = files_of(world)
    assert (whole.name, whole.size) == ("original.txt", len(content))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("출금이 안돼요", "ko"),
        ("提现没到账 0x" + "ab12" * 16, "zh"),
        ("出金できません。", "ja"),
        ("Вывод не пришёл", "ru"),
        ("Buenos días, no puedo retirar mi dinero", "es"),
        ("Não consigo sacar o saldo por favor, que está em minha conta", "pt"),
        ("Where is my deposit? I am \u738b\u4f1f and it has not arrived", "en"),
        ("hello", ""),
        ("9f" * 32, ""),
        ("", ""),
    ],
)
def test_a_language_is_told_where_it_is_plain(text: str, language: str) -> None:
    assert spoken_in(text) == language
