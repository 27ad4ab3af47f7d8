"""Files that lie at a vendor are fetched after their message, once, or said to be missing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from PIL import Image
from standardwebhooks import Webhook

from pharos.cases.models import Case
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


def test_of_what_fails_here_again_and_again_staff_are_told_once_and_it_is_tried_on(
    client: Client,
    world: World,
    account: ChannelAccount,
    other_side: Vendor,
    settings: Any,
    tmp_path: Path,
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "PNG")
    other_side.says("/error.png", Answer(body=picture.getvalue()))
    file = {"url": f"{other_side.url}/error.png", "name": "error.png", "type": "image/png"}
    post(client, account, message(files=[file]))
    here, broken = settings.FILES_URL, tmp_path / "no-folder"
    broken.write_text("")

    def tried(times: int) -> None:
        for _turn in range(times):
            with brand_scope(world.brand.pk):
                PendingFile.objects.filter(brand=world.brand).update(due_at=now())
            fetch_pending(Actor.system(world.brand.pk))

    settings.FILES_URL = broken.as_uri()
    tried(11)
    assert told_missing(world) == []
    tried(3)
    assert told_missing(world) == [[{"name": "error.png", "why": "our_fault"}]]

    settings.FILES_URL = here
    tried(1)
    check_waiting(Actor.system(world.brand.pk))
    tell_arrived_files(Actor.system(world.brand.pk))
    (case,) = cases_of(world)
    shown = [each["name"] for entry in world.entries(case) for each in entry.attachments or ()]
    assert shown == ["error.png"]


def told_missing(world: World) -> list[Any]:
    (case,) = cases_of(world)
    told = [entry.payload or {} for entry in world.entries(case) if entry.kind == "files"]
    return [each["unfetched"] for each in told if "unfetched" in each]
