"""How WeChat speaks, for the contract and for its own tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import xmltodict

from pharos.channels.tests.side import PICTURE, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor
from pharos.kernel.time import now

TOKEN, APP, DANA = "push-token", "wx-app", "open-id-of-dana"
SEND, TOKENS = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"
GOOD: Final = {"errcode": 0, "errmsg": "ok"}


def signed(*, minutes_ago: int = 0, token: str = TOKEN) -> dict[str, str]:
    at = str(int(now().timestamp()) - 60 * minutes_ago)
    parts = sorted([token, at, "nonce"])
    digest = hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
    return {"signature": digest, "timestamp": at, "nonce": "nonce"}


def message(item: str = "1001", sort: str = "text", **more: str) -> str:
    told = {
        "ToUserName": "gh_1",
        "FromUserName": DANA,
        "CreateTime": str(int(now().timestamp())),
        "MsgType": sort,
        "MsgId": item,
    }
    words = {"Content": "My withdrawal has not arrived."} if sort == "text" else {}
    return str(xmltodict.unparse({"xml": told | words | more}))


class WeChatSide(Side):
    kind = "wechat"
    path = SEND
    content_type = "text/xml"
    proves_in_query = True
    unreadable = shown = b"<xml><MsgType>text"

    def settings(self, url: str) -> dict[str, str]:
        return {"app_id": APP, "api": url, "language": "en"}

    def secrets(self) -> dict[str, str]:
        return {"app_secret": "s", "token": TOKEN}

    def prepare(self, vendor: Vendor) -> None:
        vendor.says(TOKENS, Answer(body={"access_token": "at-1", "expires_in": 7200}))
        kept = {"type": "image", "media_id": "kept-1"}
        vendor.says("/cgi-bin/media/upload", Answer(body=kept))

    def message(self, item: str, text: str) -> bytes:
        return message(item[2:], Content=text).encode()

    def picture(self, item: str, vendor: Vendor) -> bytes:
        vendor.says("/cgi-bin/media/get", Answer(body=PICTURE))
        return message(item[2:], "image", PicUrl="https://p.example/1", MediaId="kept-2").encode()

    def signed(self, body: bytes) -> dict[str, str]:
        return signed()

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        return ({}, signed(token="another"), signed() | {"nonce": "another"})

    def says_taken(self, asked: Asked) -> Answer:
        return Answer(body=GOOD)

    def says_later(self) -> Answer:
        """So many until they write again; WeChat names no time, and ten minutes are ours."""
        return Answer(body={"errcode": 45047, "errmsg": "out of response count limit"})

    def says_never(self) -> tuple[Answer, str]:
        return Answer(body={"errcode": 43004, "errmsg": "require subscribe"}), "blocked"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["text"]["content"]]
