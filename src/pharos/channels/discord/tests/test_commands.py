"""Commands that Discord signs, and what goes out by its API, on loopback."""

from __future__ import annotations

import json
from typing import Any

import pytest
from nacl.signing import SigningKey

from pharos.channels.discord.tests.conftest import KEY
from pharos.channels.discord.tests.side import DANA
from pharos.channels.models import ChannelAccount
from pharos.channels.port import RemoteFile
from pharos.channels.registry import channels
from pharos.channels.tests.deeds import (
    cases_of,
    deliveries,
    post,
    said_in,
    the_case,
    work,
)
from pharos.channels.tests.points import shows
from pharos.channels.tests.vendor import Answer, Vendor
from pharos.kernel.time import now
from pharos.testing.world import World


def command(body: dict[str, Any], *, minutes_ago: int = 0, key: SigningKey = KEY) -> Any:
    content = json.dumps(body).encode()
    at = str(int(now().timestamp()) - 60 * minutes_ago)
    signed = key.sign(at.encode() + content).signature.hex()
    return content, {"x-signature-timestamp": at, "x-signature-ed25519": signed}


def asks(text: str = "my deposit") -> dict[str, Any]:
    options = [{"name": "question", "value": text}]
    return {
        "id": "7001",
        "type": 2,
        "locale": "ko",
        "user": DANA,
        "data": {"name": "support", "options": options},
    }


def test_a_command_that_discord_has_signed_is_taken_in_and_pings_are_answered(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    pinged = post(account, *command({"type": 1}))
    taken = post(account, *command(asks()))

    assert pinged.json() == {"type": 1}
    assert taken.json()["data"]["flags"] == 64
    assert said_in(world, the_case(world)) == ["my deposit"]
    work(world)
    assert api.to("/users/@me/channels")[0].json == {"recipient_id": "77"}
    (acknowledged,) = api.to("/channels/500/messages")
    assert acknowledged.headers["authorization"] == "Bot bot-token"
    assert acknowledged.json["allowed_mentions"]["parse"] == []
    assert acknowledged.json["enforce_nonce"]
    assert len(acknowledged.json["nonce"]) <= 25


@shows("proof", "age")
@pytest.mark.parametrize("forged", [{"key": SigningKey(b"x" * 32)}, {"minutes_ago": 6}])
def test_a_command_that_discord_has_not_just_signed_is_not_believed(
    world: World, account: ChannelAccount, forged: dict[str, Any]
) -> None:
    assert post(account, *command(asks(), **forged)).status_code == 401
    assert cases_of(world) == []
    assert post(account, *command(asks())).status_code == 200


@pytest.mark.parametrize(
    ("refusal", "state"),
    [
        (Answer(status=404, body={"code": 10003, "message": "Unknown"}), ("failed", "gone")),
        (Answer(status=401, body={"code": 0, "message": "401"}), ("queued", "credentials")),
    ],
)
def test_what_discord_refuses_is_tried_again_or_given_up_by_its_code(
    world: World,
    account: ChannelAccount,
    api: Vendor,
    refusal: Answer,
    state: tuple[str, str],
) -> None:
    post(account, *command(asks()))
    api.says("/channels/500/messages", refusal)
    work(world)

    assert deliveries(world) == [state]


def test_a_file_is_fetched_where_the_message_has_it_by_now(
    account: ChannelAccount, api: Vendor
) -> None:
    api.says("/old.png", Answer(status=404))
    api.says("/new.png", Answer(body=b"png"))
    there = {"attachments": [{"id": "60", "url": f"{api.url}/new.png"}]}
    api.says("/channels/500/messages/9", Answer(body=there))

    file = RemoteFile(ref=f"500/9/60 {api.url}/old.png", name="trade.png")
    fetched = channels()["discord"].fetch(account.for_adapter(), file)

    assert (fetched.name, fetched.content) == ("trade.png", b"png")
