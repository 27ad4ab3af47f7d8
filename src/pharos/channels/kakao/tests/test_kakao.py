"""KakaoTalk consultation talk through a partner, on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pharos.channels.kakao.tests.side import MINJUN, SECRET, SENDER, KakaoSide, message
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Outgoing, Permanent
from pharos.channels.registry import channels
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import (
    account_of,
    address,
    cases_of,
    deliveries,
    files_of,
    outgoing_file,
    said_in,
    the_case,
    work,
)
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.kernel.time import now
from pharos.testing.world import World

SEND = "/chat/send/plain"


class TestKakao(ChannelContract):
    side = KakaoSide()


@pytest.fixture
def api() -> Iterator[Vendor]:
    with vendor() as one:
        one.says(SEND, Answer(body={"code": 0}))
        yield one


@pytest.fixture
def account(world: World, api: Vendor) -> ChannelAccount:
    settings = {"api": api.url, "sender_key": SENDER, "client_id": "c"}
    secrets = {"client_secret": "s", "secret": SECRET}
    return account_of(world, "kakao", settings, secrets)


def pushed(account: ChannelAccount, told: dict[str, Any], what: str = "message") -> Any:
    return Client().post(
        address(account, what),
        json.dumps(told),
        content_type="application/json",
        headers={"X-Shared-Secret": SECRET},
    )


def test_a_message_becomes_a_korean_case_and_is_answered_there(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    assert pushed(account, message()).json() == {"code": 0}
    pushed(account, {"user_key": MINJUN}, "expired_session")
    work(world)
    case = the_case(world)

    assert case.team_id == world.korean.pk
    assert said_in(world, case) == ["출금이 도착하지 않았습니다."]
    (acknowledged,) = api.to(SEND)
    assert acknowledged.headers["ht-client-id"] == "c"
    assert acknowledged.json["user_key"] == MINJUN
    assert acknowledged.json["chat_bubble_type"] == "TEXT"
    assert len(acknowledged.json["serial_number"]) <= 30


def test_what_is_another_channels_is_not_believed(world: World, account: ChannelAccount) -> None:
    assert pushed(account, message(sender_key="another")).status_code == 401
    assert cases_of(world) == []
    assert pushed(account, message()).status_code == 200


def test_pictures_and_files_are_remembered_to_be_fetched(
    world: World, account: ChannelAccount
) -> None:
    pictures = ["https://k.example/a.jpg", "https://k.example/b.jpg"]
    pushed(account, message(type="photo", content=pictures, serial_number="m-2"))
    attached = {"url": "https://k.example/c", "name": "trade.pdf"}
    pushed(account, message(type="file", content="", attachment=attached, serial_number="m-3"))

    assert [file.name for file in files_of(world)] == ["a.jpg", "b.jpg", "trade.pdf"]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"code": -501, "message": "InvalidSenderException"}, ("failed", "not_set_up")),
        ({"code": -999, "message": "UnknownException"}, ("queued", "vendor_fault")),
    ],
)
def test_what_kakao_refuses_is_tried_again_or_given_up(
    world: World,
    account: ChannelAccount,
    api: Vendor,
    said: dict[str, Any],
    state: tuple[str, str],
) -> None:
    api.says(SEND, Answer(body=said))
    pushed(account, message())
    work(world)
    assert deliveries(world) == [state]


def test_pictures_go_along_and_nothing_is_said_after_thirty_days(
    account: ChannelAccount, api: Vendor
) -> None:
    api.says("/image/upload", Answer(body={"code": "0000", "image": "http://k.example/i"}))
    here, channel = account.for_adapter(), channels()["kakao"]
    open_at = now() - timedelta(days=29)
    shown = (outgoing_file(),)
    channel.send(here, Outgoing(thread=MINJUN, text="", token="t", files=shown, heard_at=open_at))
    assert api.to(SEND)[0].json["attachment"] == {"image": {"img_url": "http://k.example/i"}}

    late = now() - timedelta(days=31)
    with pytest.raises(Permanent, match="window_closed"):
        channel.send(here, Outgoing(thread=MINJUN, text="Late.", token="t", heard_at=late))
    assert len(api.to(SEND)) == 1
