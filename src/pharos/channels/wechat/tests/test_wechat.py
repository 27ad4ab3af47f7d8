"""WeChat: signed pushes, plain and encrypted, and customer-service messages, on loopback."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import xmltodict
from django.test import Client
from wechatpy.crypto import WeChatCrypto

from pharos.cases.tests.deeds import answered
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Outgoing, Permanent, RemoteFile
from pharos.channels.registry import channels
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import (
    account_of,
    address,
    cases_of,
    deliveries,
    files_of,
    make_due,
    outgoing_file,
    said_in,
    the_case,
    work,
)
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.channels.wechat.tests.side import (
    APP,
    DANA,
    SEND,
    TOKEN,
    TOKENS,
    WeChatSide,
    message,
    signed,
)
from pharos.kernel.time import now
from pharos.testing.world import World

KEY = base64.b64encode(b"k" * 32).decode().rstrip("=")
GOOD = Answer(body={"errcode": 0, "errmsg": "ok"})


class TestWeChat(ChannelContract):
    side = WeChatSide()


@pytest.fixture
def api() -> Iterator[Vendor]:
    with vendor() as one:
        one.says(TOKENS, Answer(body={"access_token": "at-1", "expires_in": 7200}))
        one.says(SEND, GOOD)
        yield one


@pytest.fixture
def account(world: World, api: Vendor) -> ChannelAccount:
    secrets = {"app_secret": "s", "token": TOKEN}
    return account_of(world, "wechat", {"app_id": APP, "api": api.url}, secrets)


def push(account: ChannelAccount, xml: str, query: dict[str, str] | None = None) -> Any:
    where = f"{address(account)}?{urlencode(query or signed())}"
    return Client().post(where, xml, content_type="text/xml")


def test_the_challenge_is_answered(account: ChannelAccount) -> None:
    asked = Client().get(address(account), signed() | {"echostr": "42"})
    forged = Client().get(address(account), signed(token="x") | {"echostr": "42"})

    assert (asked.content, forged.status_code) == (b"42", 401)


def test_what_is_said_goes_out_by_one_token_and_events_are_no_messages(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    assert push(account, message()).content == b"success"
    event = xmltodict.unparse(
        {"xml": {"MsgType": "event", "Event": "subscribe", "FromUserName": DANA}}
    )
    assert push(account, event).content == b"success"
    work(world)
    answered(the_case(world), world.amara, "It is on its way.")
    work(world)

    assert api.to(SEND)[1].json == {
        "touser": DANA,
        "msgtype": "text",
        "text": {"content": "Amara: It is on its way."},
    }
    assert {one.query["access_token"] for one in api.to(SEND)} == {"at-1"}
    assert len(api.to(TOKENS)) == 1


def test_with_a_key_only_what_is_encrypted_is_believed(world: World, api: Vendor) -> None:
    secrets = {"app_secret": "s", "token": TOKEN, "aes_key": KEY}
    safe = account_of(world, "wechat", {"app_id": APP, "api": api.url}, secrets)
    query = signed()
    sealed = WeChatCrypto(TOKEN, KEY, APP).encrypt_message(message(), "nonce", query["timestamp"])
    shown = xmltodict.parse(sealed)["xml"]["MsgSignature"]

    assert push(safe, message()).status_code == 401
    assert push(safe, sealed, query | {"msg_signature": "x"}).status_code == 401
    assert cases_of(world) == []
    assert push(safe, sealed, query | {"msg_signature": shown}).status_code == 200
    assert said_in(world, the_case(world)) == ["My withdrawal has not arrived."]


def test_pictures_and_places_are_taken_in(world: World, account: ChannelAccount) -> None:
    push(account, message("1", "image", PicUrl="https://p.example/1", MediaId="media-1"))
    place = {"Location_X": "1.5", "Location_Y": "2.5", "Label": "Lisbon"}
    push(account, message("2", "location", **place))

    (file,) = files_of(world)
    assert (file.ref, file.content_type) == ("media-1", "image/jpeg")
    assert said_in(world, the_case(world))[1] == "Lisbon (1.5, 2.5)"


def test_a_token_that_has_run_out_is_asked_for_once_more(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    old = Answer(body={"errcode": 42001, "errmsg": "access_token expired"})
    tokens = [{"access_token": name, "expires_in": 7200} for name in ("at-1", "at-2")]
    api.says(TOKENS, *(Answer(body=one) for one in tokens))
    api.says(SEND, old, GOOD)
    push(account, message())
    work(world)

    assert [one.query["access_token"] for one in api.to(SEND)] == ["at-1", "at-2"]
    assert deliveries(world) == [("sent", "")]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (45015, ("failed", "window_closed")),
        (45009, ("queued", "rate_limited")),
        (-1, ("queued", "vendor_fault")),
        (40001, ("queued", "credentials")),
    ],
)
def test_what_wechat_refuses_is_tried_again_or_given_up_by_its_code(
    world: World, account: ChannelAccount, api: Vendor, code: int, state: tuple[str, str]
) -> None:
    api.says(SEND, Answer(body={"errcode": code, "errmsg": "no"}))
    push(account, message())
    work(world)
    assert deliveries(world) == [state]

    api.says(SEND, GOOD)
    make_due(world)
    work(world)
    assert deliveries(world) == [state if state[0] == "failed" else ("sent", "")]


def test_nothing_is_said_after_48_hours_and_long_texts_go_in_parts_of_2048_bytes(
    account: ChannelAccount, api: Vendor
) -> None:
    here, channel = account.for_adapter(), channels()["wechat"]
    long = "您的提现正在处理中。" * 100
    at = now() - timedelta(hours=47)
    channel.send(here, Outgoing(thread=DANA, text=long, token="t", heard_at=at))
    sent = [one.json["text"]["content"] for one in api.to(SEND)]
    assert "".join(sent) == long
    assert all(len(text.encode()) <= 2048 for text in sent)

    late = now() - timedelta(hours=49)
    with pytest.raises(Permanent, match="window_closed"):
        channel.send(here, Outgoing(thread=DANA, text="Late.", token="t", heard_at=late))
    assert len(api.to(SEND)) == len(sent)


def test_pictures_go_out_and_come_in_and_papers_are_refused(
    account: ChannelAccount, api: Vendor
) -> None:
    api.says("/cgi-bin/media/upload", Answer(body={"type": "image", "media_id": "m-1"}))
    gone = Answer(body={"errcode": 40007, "errmsg": "invalid media_id"})
    api.says("/cgi-bin/media/get", Answer(body=b"\xff\xd8jpeg"), gone)
    here, channel = account.for_adapter(), channels()["wechat"]
    shown = Outgoing(thread=DANA, text="", token="t", files=(outgoing_file(),))
    channel.send(here, shown)
    assert api.to(SEND)[0].json["image"] == {"media_id": "m-1"}
    file = RemoteFile(ref="media-1", name="image.jpg", content_type="image/jpeg")
    assert channel.fetch(here, file).content == b"\xff\xd8jpeg"
    with pytest.raises(Permanent, match="file_not_taken"):
        channel.fetch(here, file)

    paper = outgoing_file("application/pdf")
    with pytest.raises(Permanent, match="file_not_taken"):
        channel.send(here, Outgoing(thread=DANA, text="See.", token="t", files=(paper,)))
