"""How X speaks by its webhook, for the contract and for its own tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from pharos.channels.tests.side import PICTURE, REST_SECONDS, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor
from pharos.kernel.time import now

SECRET: Final = "consumer-secret"
ME, DANA = "900", "77"
SIGNATURE: Final = "x-twitter-webhooks-signature"
NAMELESS: Final = {"type": "message_create"}


def signature(content: bytes, secret: str = SECRET) -> str:
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(digest).decode()}"


def milliseconds(at: datetime | None = None) -> str:
    return str(int((at or now()).timestamp() * 1000))


def body(told: dict[str, Any]) -> bytes:
    return orjson.dumps({"for_user_id": ME} | told)


def message(item: str = "501", who: str = DANA, **said: Any) -> dict[str, Any]:
    data = {"text": "My withdrawal has not arrived.", "entities": {}} | said
    event = {
        "type": "message_create",
        "id": item,
        "created_timestamp": milliseconds(),
        "message_create": {
            "target": {"recipient_id": ME},
            "sender_id": who,
            "message_data": data,
        },
    }
    users = {who: {"id": who, "name": "Dana", "screen_name": "dana"}}
    return {"direct_message_events": [event], "users": users}


class XSide(Side):
    kind = "x"
    path = "/messages"
    unreadable = body({"direct_message_events": [NAMELESS]})
    shown = orjson.dumps(NAMELESS)

    def settings(self, url: str) -> dict[str, str]:
        return {"api": url}

    def secrets(self) -> dict[str, str]:
        return {
            "consumer_key": "k",
            "consumer_secret": SECRET,
            "access_token": f"{ME}-t",
            "access_token_secret": "s",
        }

    def prepare(self, vendor: Vendor) -> None:
        vendor.says("/2/media/upload", Answer(body={"data": {"id": "33"}}))

    def message(self, item: str, text: str) -> bytes:
        return body(message(item[2:], text=text))

    def picture(self, item: str, vendor: Vendor) -> bytes:
        vendor.says("/trade.png", Answer(body=PICTURE))
        lies = {"id": 1, "media_url_https": f"{vendor.url}/trade.png", "type": "photo"}
        return body(message(item[2:], text="", attachment={"type": "media", "media": lies}))

    def signed(self, body: bytes) -> dict[str, str]:
        return {SIGNATURE: signature(body)}

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        return ({}, {SIGNATURE: signature(body, "another")}, self.signed(body + b" "))

    def receipt(self, name: str, state: str) -> bytes | None:
        """X tells until when they have read."""
        read = {"sender_id": DANA, "created_timestamp": str(int(milliseconds()) + 1)}
        return body({"direct_message_mark_read_events": [read]}) if state == "seen" else None

    def typing(self) -> bytes:
        return body({"direct_message_indicate_typing_events": [{"sender_id": DANA}]})

    def beside(self, body: bytes) -> bytes:
        told = orjson.loads(body)
        told["direct_message_events"].insert(0, NAMELESS)
        return orjson.dumps(told)

    def says_taken(self, asked: Asked) -> Answer:
        number = self.name(asked).removeprefix("dm-")
        return Answer(body={"data": {"dm_event_id": number, "dm_conversation_id": "2"}})

    def says_later(self) -> Answer:
        reset = str(int(now().timestamp()) + REST_SECONDS)
        return Answer(status=429, body={}, headers={"x-rate-limit-reset": reset})

    def says_never(self) -> tuple[Answer, str]:
        told = {"errors": [{"code": 349, "message": "You cannot send messages to this user."}]}
        return Answer(status=403, body=told), "blocked"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["text"]]

    def name(self, asked: Asked) -> str:
        return f"dm-{7_000 + asked.number}"
