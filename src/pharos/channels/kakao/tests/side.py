"""How a partner of Kakao's speaks, for the contract and for its own tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson

from pharos.channels.tests.side import PICTURE, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor
from pharos.kernel.time import now

SECRET, SENDER, MINJUN = "known-to-both", "sender-key", "user-of-minjun"
HEADER: Final = "X-Shared-Secret"


def message(**more: Any) -> dict[str, Any]:
    told = {
        "user_key": MINJUN,
        "sender_key": SENDER,
        "session_id": 163755146,
        "time": int(now().timestamp() * 1000),
        "type": "text",
        "serial_number": "m-1",
        "content": "출금이 도착하지 않았습니다.",
    }
    return told | more


class KakaoSide(Side):
    kind = "kakao"
    path = "/chat/send/plain"
    where = "message"

    def settings(self, url: str) -> dict[str, str]:
        return {"api": url, "sender_key": SENDER, "client_id": "c", "language": "en"}

    def secrets(self) -> dict[str, str]:
        return {"client_secret": "s", "secret": SECRET}

    def prepare(self, vendor: Vendor) -> None:
        kept = {"code": "0000", "image": "http://k.example/i"}
        vendor.says("/image/upload", Answer(body=kept))

    def message(self, item: str, text: str) -> bytes:
        return orjson.dumps(message(serial_number=item, content=text))

    def picture(self, item: str, vendor: Vendor) -> bytes:
        vendor.says("/trade.png", Answer(body=PICTURE))
        lies = [f"{vendor.url}/trade.png"]
        return orjson.dumps(message(serial_number=item, type="photo", content=lies))

    def signed(self, body: bytes) -> dict[str, str]:
        return {HEADER: SECRET}

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        return ({}, {HEADER: "another"})

    def says_taken(self, asked: Asked) -> Answer:
        return Answer(body={"code": 0})

    def says_known(self, asked: Asked) -> Answer:
        return Answer(body={"code": -1, "message": "DuplicatedSerialNumber"})

    def says_never(self) -> tuple[Answer, str]:
        return Answer(body={"code": -500, "message": "NoSessionException"}), "window_closed"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["message"]]

    def name(self, asked: Asked) -> str:
        return str(asked.json["serial_number"])

    def key(self, asked: Asked) -> str:
        return str(asked.json["serial_number"])
