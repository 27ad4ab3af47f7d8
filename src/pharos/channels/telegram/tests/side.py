"""How Telegram speaks, for the contract and for its own tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import orjson

from pharos.channels.tests.side import PICTURE, REST_SECONDS, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor

TOKEN = "7001:not-a-real-one"
BOT = 7001
DANA = 501
GROUP = -100900
AT = 1_790_000_000


def chat(number: int = DANA) -> dict[str, Any]:
    if number == DANA:
        return {"id": DANA, "type": "private", "first_name": "Dana"}
    return {"id": number, "type": "supergroup", "title": "Traders"}


def dana() -> dict[str, Any]:
    return {"id": DANA, "is_bot": False, "first_name": "Dana", "language_code": "en"}


def message(number: int, place: int = DANA, **content: Any) -> dict[str, Any]:
    return {
        "message_id": number,
        "from": dana(),
        "chat": chat(place),
        "date": AT + number,
        **content,
    }


def update(number: int, **told: Any) -> bytes:
    return orjson.dumps({"update_id": number, **told})


class TelegramSide(Side):
    kind = "telegram"
    path = "/sendMessage"

    def settings(self, url: str) -> dict[str, str]:
        return {"api_url": url, "username": "northmere_bot"}

    def secrets(self) -> dict[str, str]:
        return {"token": TOKEN, "secret": "what-only-they-know"}

    def message(self, item: str, text: str) -> bytes:
        number = int(item[2:])
        return update(100 + number, message=message(number, text=text))

    def picture(self, item: str, vendor: Vendor) -> bytes:
        kept = {"file_id": "f-1", "file_unique_id": "f", "file_path": "photos/1.jpg"}
        vendor.says("/getFile", Answer(body={"ok": True, "result": kept}))
        vendor.says("/photos/1.jpg", Answer(body=PICTURE))
        photo = {"file_id": "f-1", "file_unique_id": "f", "width": 90, "height": 60}
        number = int(item[2:])
        return update(100 + number, message=message(number, photo=[photo]))

    def prepare(self, vendor: Vendor) -> None:
        vendor.says("/sendPhoto", self.says_taken)

    def signed(self, body: bytes) -> dict[str, str]:
        return {"X-Telegram-Bot-Api-Secret-Token": "what-only-they-know"}

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        return ({}, {"X-Telegram-Bot-Api-Secret-Token": "guessed"})

    def edit(self, item: str, text: str) -> bytes:
        number = int(item[2:])
        edited = message(number, text=text, edit_date=AT + 60)
        return update(200 + number, edited_message=edited)

    def says_taken(self, asked: Asked) -> Answer:
        told = asked_of(asked)
        where = int(told["chat_id"])
        sent = {
            "message_id": 10_000 + asked.number,
            "from": {"id": BOT, "is_bot": True, "first_name": "Northmere"},
            "chat": chat(where),
            "date": AT,
            "text": told.get("text", ""),
        }
        return Answer(body={"ok": True, "result": sent})

    def says_later(self) -> Answer:
        return refusal(429, "Too Many Requests: retry after 600", retry_after=REST_SECONDS)

    def says_never(self) -> tuple[Answer, str]:
        return refusal(403, "Forbidden: bot was blocked by the user"), "blocked"

    def texts(self, asked: Asked) -> list[str]:
        return [asked_of(asked)["text"]]

    def name(self, asked: Asked) -> str:
        return f"{asked_of(asked)['chat_id']}:{10_000 + asked.number}"


def asked_of(asked: Asked) -> dict[str, str]:
    """The parameters of a call: a form, or parts of one where a file goes along."""
    if b"\r\n" not in asked.body:
        return dict(parse_qsl(asked.body.decode()))
    plain = re.findall(rb'name="(\w+)"\r\n\r\n(.*?)\r\n--', asked.body, re.DOTALL)
    return {name.decode(): value.decode() for name, value in plain}


def refusal(status: int, words: str, **parameters: Any) -> Answer:
    told: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    if parameters:
        told["parameters"] = parameters
    return Answer(status=status, body=told)
