"""How LINE speaks, for the contract and for its own tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import orjson

from pharos.channels.tests.side import PICTURE, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor

SECRET = "line-channel-secret"
DANA = "U" + "d" * 32
GROUP = "C" + "9" * 32
AT = 1_790_000_000_000


def event(kind: str, number: int, **content: Any) -> dict[str, Any]:
    told = {
        "type": kind,
        "mode": "active",
        "timestamp": AT + number,
        "source": {"type": "user", "userId": DANA},
        "webhookEventId": f"01EVENT{kind}{number}",
        "deliveryContext": {"isRedelivery": False},
    }
    return told | content


def text_of(item: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "id": item, "quoteToken": "q", "text": text, **more}


def body(*events: dict[str, Any]) -> bytes:
    return orjson.dumps({"destination": "Unorthmere", "events": events})


class LineSide(Side):
    kind = "line"
    path = "/message/push"

    def settings(self, url: str) -> dict[str, str]:
        return {"api_url": url, "data_url": url}

    def secrets(self) -> dict[str, str]:
        return {"token": "line-token", "secret": SECRET}

    def message(self, item: str, text: str) -> bytes:
        number = int(item[2:])
        return body(event("message", number, message=text_of(item, text)))

    def picture(self, item: str, vendor: Vendor) -> bytes:
        vendor.says("/content", Answer(body=PICTURE))
        kept = {"contentProvider": {"type": "line"}, "quoteToken": "q"}
        return body(event("message", 1, message={"id": item, "type": "image", **kept}))

    def beside(self, body: bytes) -> bytes:
        told = orjson.loads(body)
        broken = event("message", 90, message={"type": "hologram", "id": "m-90"})
        return orjson.dumps(told | {"events": [broken, *told["events"]]})

    def signed(self, body: bytes) -> dict[str, str]:
        mac = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        return {"X-Line-Signature": base64.b64encode(mac).decode()}

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        return ({}, {"X-Line-Signature": "bm90IHRoZWlycw=="}, self.signed(body + b" "))

    def edit(self, item: str, text: str) -> bytes:
        return body(event("messageEdited", 60, message=text_of(item, text)))

    def withdrawal(self, item: str) -> bytes:
        return body(event("unsend", 61, unsend={"messageId": item}))

    def says_taken(self, asked: Asked) -> Answer:
        number = int(self.name(asked))
        said = asked.json["messages"]
        sent = [{"id": str(number + place), "quoteToken": "q"} for place, _ in enumerate(said)]
        return Answer(body={"sentMessages": sent})

    def says_known(self, asked: Asked) -> Answer:
        told = {
            "message": "The retry key is already accepted",
            "sentMessages": [{"id": "4711"}],
        }
        return Answer(status=409, headers={"x-line-accepted-request-id": "r"}, body=told)

    def says_never(self) -> tuple[Answer, str]:
        told = {"message": "The property, 'to', in the request body is invalid"}
        return Answer(status=400, body=told), "vendor_refused"

    def texts(self, asked: Asked) -> list[str]:
        return [each["text"] for each in asked.json["messages"]]

    def key(self, asked: Asked) -> str:
        return asked.headers["x-line-retry-key"]

    def name(self, asked: Asked) -> str:
        return str(10_000 + 10 * asked.number)
