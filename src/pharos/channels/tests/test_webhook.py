"""The generic channel, over HTTP in both directions, with a vendor on loopback."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.test import Client
from PIL import Image
from standardwebhooks import Webhook

from pharos.cases.models import Case, Delivery, Entry
from pharos.cases.tests.deeds import answered
from pharos.cases.uploads import check_waiting
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.delivering import deliver_waiting
from pharos.channels.fetching import fetch_pending
from pharos.channels.models import ChannelAccount, PendingFile
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def other_side() -> Iterator[Vendor]:
    with vendor() as one:
        yield one


@pytest.fixture
def account(world: World, other_side: Vendor) -> ChannelAccount:
    new = NewAccount(
        kind="webhook", settings={"url": f"{other_side.url}/answers"}, secrets={"secret": SECRET}
    )
    return keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)


def message(**more: Any) -> dict[str, Any]:
    told = {
        "type": "message",
        "item": "m-1",
        "thread": "chat-7",
        "sender": {"id": "dana-there", "name": "Dana"},
        "at": now().isoformat(),
        "text": "My withdrawal has not arrived.",
    }
    return told | more


def post(client: Client, account: ChannelAccount, event: dict[str, Any], **headers: str) -> Any:
    body = orjson.dumps(event).decode()
    at = now()
    signed = Webhook(SECRET).sign("msg-1", at, body)
    return client.post(
        f"/channels/{account.brand.slug}/webhook/{account.key}",
        body,
        content_type="application/json",
        headers={
            "webhook-id": "msg-1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signed,
        }
        | headers,
    )


def cases_of(world: World) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.filter(brand=world.brand).order_by("pk"))


def work(world: World) -> None:
    system = Actor.system(world.brand.pk)
    follow_up(actor=system)
    while deliver_waiting(system):
        pass


@pytest.mark.requirement("CH-03")
def test_a_message_becomes_a_case_with_an_owner_and_a_clock_and_is_acknowledged_there(
    client: Client, world: World, account: ChannelAccount, other_side: Vendor
) -> None:
    assert post(client, account, message()).status_code == 200

    (case,) = cases_of(world)
    work(world)
    (acknowledged,) = other_side.to("/answers")
    assert case.number in acknowledged.json["text"]
    assert acknowledged.json["thread"] == "chat-7"
    assert (case.team_id, case.last_words) == (world.support.pk, "My withdrawal has not arrived.")


def test_the_same_message_again_is_taken_once(
    client: Client, world: World, account: ChannelAccount
) -> None:
    post(client, account, message())
    again = post(client, account, message())

    assert again.status_code == 200
    (case,) = cases_of(world)
    assert [entry.kind for entry in world.entries(case)].count("message") == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"webhook-signature": "v1,bm90IHRoZWlycw=="},
        {"webhook-timestamp": "1700000000"},
        {"webhook-id": "another"},
    ],
)
def test_whoever_cannot_sign_is_not_believed(
    client: Client, world: World, account: ChannelAccount, forged: dict[str, str]
) -> None:
    assert post(client, account, message(), **forged).status_code == 401
    assert cases_of(world) == []
    assert post(client, account, message()).status_code == 200


def test_an_answer_goes_out_once_and_its_receipts_stand_in_the_ledger(
    client: Client, world: World, account: ChannelAccount, other_side: Vendor
) -> None:
    post(client, account, message())
    work(world)
    (case,) = cases_of(world)

    written = answered(case, world.amara, "It is on its way.")
    work(world)
    work(world)

    sent = [asked.json for asked in other_side.to("/answers")][1:]
    assert [one["text"] for one in sent] == ["Amara: It is on its way."]
    post(client, account, {"type": "receipt", "item": sent[0]["id"], "state": "seen"})
    post(client, account, {"type": "receipt", "item": sent[0]["id"], "state": "delivered"})
    told = [e.payload for e in world.entries(case) if e.kind == "delivery"]
    assert [(t["of"], t["state"]) for t in told if t["of"] == written.seq] == [
        (written.seq, "sent"),
        (written.seq, "seen"),
    ]


@pytest.mark.parametrize(
    "refusal",
    [Answer(status=429, headers={"Retry-After": "0"}), Answer(status=503), Answer(breaks="before")],
)
def test_what_the_other_side_does_not_take_is_tried_again_by_the_same_name(
    client: Client,
    world: World,
    account: ChannelAccount,
    other_side: Vendor,
    refusal: Answer,
) -> None:
    post(client, account, message())
    other_side.says("/answers", refusal, Answer())
    work(world)
    make_due(world)
    work(world)

    first, second = other_side.to("/answers")
    assert first.json["id"] == second.json["id"]
    assert states(world) == ["sent"]


def test_what_can_never_be_taken_is_given_up_and_its_owner_told(
    client: Client, world: World, account: ChannelAccount, other_side: Vendor
) -> None:
    post(client, account, message())
    work(world)
    (case,) = cases_of(world)
    other_side.says("/answers", Answer(status=410, body={"error": "this chat is gone"}))

    answered(case, world.amara, "It is on its way.")
    work(world)

    assert states(world) == ["sent", "failed"]
    with brand_scope(world.brand.pk):
        failed = Delivery.objects.get(state="failed")
        assert "gone" in failed.why
        assert Entry.objects.filter(case_id=case.pk, kind="delivery").last()


@pytest.mark.requirement("CH-09", "ID-03")
def test_in_public_nothing_is_said_but_where_to_talk(
    client: Client, world: World, account: ChannelAccount, other_side: Vendor
) -> None:
    post(client, account, message(is_public=True))
    work(world)
    (case,) = cases_of(world)
    answered(case, world.amara, "Your withdrawal of 3 BTC is on its way.")
    work(world)

    for asked in other_side.to("/answers"):
        assert asked.json["is_public"]
        assert case.number not in asked.json["text"]
        assert "3 BTC" not in asked.json["text"]
        assert f"/{world.brand.slug}/c/" in asked.json["text"]


def test_an_edit_and_a_withdrawal_are_told_and_the_first_words_stay(
    client: Client, world: World, account: ChannelAccount
) -> None:
    post(client, account, message())
    edit = {
        "type": "edit",
        "item": "m-1",
        "change": "e-1",
        "at": now().isoformat(),
        "text": "My deposit has not arrived.",
    }
    post(client, account, edit)
    post(client, account, edit)
    post(client, account, {"type": "withdrawal", "item": "m-1", "at": now().isoformat()})

    (case,) = cases_of(world)
    told = [(e.kind, e.body) for e in world.entries(case) if e.position]
    assert told == [
        ("message", "My withdrawal has not arrived."),
        ("edit", "My deposit has not arrived."),
        ("withdrawn", None),
    ]


def test_what_cannot_be_read_is_shown_to_a_person(
    client: Client, world: World, account: ChannelAccount
) -> None:
    answer = post(client, account, {"type": "message", "something": "else"})

    assert answer.status_code == 200
    (case,) = cases_of(world)
    (first, *_rest) = world.entries(case)
    assert '"something":"else"' in (first.body or "")


def make_due(world: World) -> None:
    with brand_scope(world.brand.pk):
        Delivery.objects.filter(state="queued").update(due_at=now())


def states(world: World) -> list[str]:
    with brand_scope(world.brand.pk):
        found = Delivery.objects.filter(brand=world.brand).order_by("pk")
        return list(found.values_list("state", flat=True))


@pytest.mark.parametrize("there", [True, False])
def test_a_file_that_lies_at_the_vendor_is_fetched_once_or_said_to_be_missing(
    client: Client, world: World, account: ChannelAccount, other_side: Vendor, *, there: bool
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "PNG")
    found = Answer(body=picture.getvalue()) if there else Answer(status=410)
    other_side.says("/error.png", Answer(status=503), found)
    file = {"url": f"{other_side.url}/error.png", "name": "error.png", "type": "image/png"}
    post(client, account, message(files=[file]))

    for _turn in range(3):
        with brand_scope(world.brand.pk):
            PendingFile.objects.filter(brand=world.brand).update(due_at=now())
        fetch_pending(Actor.system(world.brand.pk))
    check_waiting(Actor.system(world.brand.pk))
    tell_arrived_files(Actor.system(world.brand.pk))

    (case,) = cases_of(world)
    entries = world.entries(case)
    shown = [each["name"] for entry in entries for each in entry.attachments or ()]
    missing = [(entry.payload or {}).get("unfetched") for entry in entries if entry.kind == "files"]
    assert shown == (["error.png"] if there else [])
    assert missing == ([] if there else [[{"name": "error.png", "why": "vendor_refused"}]])
    assert len(other_side.to("/error.png")) == 2
