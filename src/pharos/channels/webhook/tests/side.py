"""How whoever uses the generic channel speaks, for the contract and for its own tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from standardwebhooks import Webhook

from pharos.channels.tests.side import PICTURE, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor
from pharos.kernel.time import now

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def message(item: str = "m-1", text: str = "My withdrawal has not arrived.", **more: Any) -> bytes:
    told = {
        "type": "message",
        "item": item,
        "thread": "chat-7",
        "sender": {"id": "dana-there", "name": "Dana"},
        "at": now().isoformat(),
        "text": text,
    }
    return orjson.dumps(told | more)


class WebhookSide(Side):
    kind = "webhook"
    path = "/answers"

    def settings(self, url: str) -> dict[str, str]:
        return {"url": f"{url}/answers"}

    def secrets(self) -> dict[str, str]:
        return {"secret": SECRET}

    def message(self, item: str, text: str) -> bytes:
        return message(item, text)

    def picture(self, item: str, vendor: Vendor) -> bytes:
        vendor.says("/trade.png", Answer(body=PICTURE))
        lies = {"url": f"{vendor.url}/trade.png", "name": "trade.png", "type": "image/png"}
        return message(item, "", files=[lies])

    def signed(self, body: bytes) -> dict[str, str]:
        at = now()
        return {
            "webhook-id": "msg-1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(SECRET).sign("msg-1", at, body.decode()),
        }

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        good = self.signed(body)
        return (
            {},
            good | {"webhook-signature": "v1,bm90IHRoZWlycw=="},
            good | {"webhook-timestamp": "1700000000"},
            good | {"webhook-id": "another"},
        )

    def edit(self, item: str, text: str) -> bytes:
        told = {"type": "edit", "item": item, "change": "e-1", "at": now(), "text": text}
        return orjson.dumps(told)

    def withdrawal(self, item: str) -> bytes:
        return orjson.dumps({"type": "withdrawal", "item": item, "at": now()})

    def receipt(self, name: str, state: str) -> bytes:
        return orjson.dumps({"type": "receipt", "item": name, "state": state})

    def typing(self) -> bytes:
        return orjson.dumps({"type": "typing", "thread": "chat-7"})

    def key(self, asked: Asked) -> str:
        return str(asked.json["id"])

    def says_taken(self, asked: Asked) -> Answer:
        return Answer()

    def says_never(self) -> tuple[Answer, str]:
        return Answer(status=410, body={"error": "this chat is gone"}), "vendor_refused"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["text"]]

    def name(self, asked: Asked) -> str:
        return str(asked.json["id"])
