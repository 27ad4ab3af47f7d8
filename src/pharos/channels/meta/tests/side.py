"""How Meta signs and refuses, and how it speaks on Messenger and Instagram."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from pharos.channels.tests.side import PICTURE, REST_SECONDS, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor
from pharos.kernel.time import now

SECRET = "the-app-s-secret"
VERIFY = "anything-hard-to-guess"
PAGE = "10001"
DANA = "50001"
AT = 1_790_000_000_000


class MetaSide(Side):
    """What all of Meta's channels have in common."""

    named = "mid"

    def secrets(self) -> dict[str, str]:
        return {"app_secret": SECRET, "verify_token": VERIFY, "token": "a-system-user-s"}

    def signed(self, body: bytes) -> dict[str, str]:
        mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature-256": f"sha256={mac}"}

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        return ({}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}, self.signed(body + b" "))

    def says_later(self) -> Answer:
        said = refusal(400, 4, "Application request limit reached")
        return replace(said, headers={"Retry-After": str(REST_SECONDS)})

    def name(self, asked: Asked) -> str:
        return f"{self.named}.out-{asked.number}"


class PageSide(MetaSide):
    """Messenger and Instagram word what happens alike."""

    path = "/me/messages"
    own: str

    def settings(self, url: str) -> dict[str, str]:
        return {"api_url": url, self.own: PAGE}

    def message(self, item: str, text: str) -> bytes:
        return body(event(int(item[2:]), message={"mid": f"mid.{item}", "text": text}))

    def picture(self, item: str, vendor: Vendor) -> bytes:
        vendor.says("/trade.png", Answer(body=PICTURE))
        lies = {"type": "image", "payload": {"url": f"{vendor.url}/trade.png"}}
        return body(event(int(item[2:]), message={"mid": f"mid.{item}", "attachments": [lies]}))

    def beside(self, body: bytes) -> bytes:
        told = orjson.loads(body)
        told["entry"][0]["messaging"].insert(0, event(90, message={"text": "nameless"}))
        return orjson.dumps(told)

    def edit(self, item: str, text: str) -> bytes:
        told = {"mid": f"mid.{item}", "text": text, "num_edit": 1}
        return body(event(60, message_edit=told))

    def withdrawal(self, item: str) -> bytes:
        return body(event(61, message={"mid": f"mid.{item}", "is_deleted": True}))

    def says_taken(self, asked: Asked) -> Answer:
        return Answer(body={"recipient_id": DANA, "message_id": self.name(asked)})

    def says_never(self) -> tuple[Answer, str]:
        return refusal(400, 551, "This person isn't available right now", 1545041), "blocked"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["message"]["text"]]


def event(number: int, **content: Any) -> dict[str, Any]:
    told = {"sender": {"id": DANA}, "recipient": {"id": PAGE}, "timestamp": AT + number}
    return told | content


def body(*events: dict[str, Any], **entry: Any) -> bytes:
    told = {"id": PAGE, "time": AT, **({"messaging": events} if events else {}), **entry}
    return orjson.dumps({"object": "page", "entry": [told]})


def refusal(status: int, code: int, words: str, subcode: int | None = None) -> Answer:
    error: dict[str, Any] = {"message": words, "type": "OAuthException", "code": code}
    if subcode is not None:
        error["error_subcode"] = subcode
    return Answer(status=status, body={"error": error}, headers={"Retry-After": "0"})


def milliseconds() -> int:
    """Just after everything that was queued until now."""
    return int(now().timestamp() * 1000) + 1
