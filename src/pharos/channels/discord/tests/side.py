"""How Discord speaks by its gateway, for the contract and for its own tests.

A body is a list of events, each of which the gateway tells by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import orjson

from pharos.channels.discord.events import snowflake_at
from pharos.channels.discord.tests.gateway_here import ME
from pharos.channels.tests.side import PICTURE, Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor
from pharos.kernel.time import now

DANA: Final = {"id": "77", "username": "dana", "global_name": "Dana"}
BASE: Final = 1_400_000_000_000_000_000
NAMELESS: Final = {"channel_id": "500", "author": DANA, "type": 0, "content": "nameless"}


def name_at(minutes_ago: float = 0) -> str:
    return str(snowflake_at(now() - timedelta(minutes=minutes_ago)) + 1)


def direct(text: str = "My withdrawal has not arrived.", **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": name_at(),
        "channel_id": "500",
        "author": DANA,
        "content": text,
        "timestamp": now().isoformat(),
        "edited_timestamp": None,
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "embeds": [],
        "pinned": False,
        "tts": False,
        "type": 0,
    }
    return told | more


def body(*events: tuple[str, dict[str, Any]]) -> bytes:
    return orjson.dumps(events)


def about_us() -> dict[str, Any]:
    """What the client asks before it connects."""
    me = {"id": ME, "username": "northmere", "discriminator": "0", "avatar": None}
    about = {
        "id": ME,
        "name": "n",
        "icon": None,
        "description": "",
        "rpc_origins": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": me,
        "verify_key": "",
        "team": None,
        "flags": 0,
    }
    return {"/users/@me": me, "/oauth2/applications/@me": about, "/users/@me/guilds": []}


class DiscordSide(Side):
    kind = "discord"
    path = "/messages"
    unreadable = body(("MESSAGE_CREATE", NAMELESS))
    shown = orjson.dumps(NAMELESS)

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        # Where the gateway is, which is another address than that of the API.
        self.gateway = ""

    def settings(self, url: str) -> dict[str, str]:
        return {"api": url, "gateway": self.gateway}

    def secrets(self) -> dict[str, str]:
        return {"token": "bot-token"}

    def prepare(self, vendor: Vendor) -> None:
        for path, told in about_us().items():
            vendor.says(path, Answer(body=told))
        vendor.says("/users/@me/channels", Answer(body={"id": "500", "last_message_id": None}))

    def message(self, item: str, text: str) -> bytes:
        return body(("MESSAGE_CREATE", direct(text, id=self._id(item))))

    def picture(self, item: str, vendor: Vendor) -> bytes:
        vendor.says("/trade.png", Answer(body=PICTURE))
        lies = {
            "id": "60",
            "filename": "trade.png",
            "content_type": "image/png",
            "size": len(PICTURE),
            "url": f"{vendor.url}/trade.png",
            "proxy_url": f"{vendor.url}/trade.png",
        }
        return body(("MESSAGE_CREATE", direct("", id=self._id(item), attachments=[lies])))

    def signed(self, body: bytes) -> dict[str, str]:
        return {}

    def forged(self, body: bytes) -> Sequence[dict[str, str]]:
        return ()

    def edit(self, item: str, text: str) -> bytes:
        changed = direct(text, id=self._id(item), edited_timestamp="2026-11-26T08:00:00+00:00")
        return body(("MESSAGE_UPDATE", changed))

    def withdrawal(self, item: str) -> bytes:
        return body(("MESSAGE_DELETE", {"id": self._id(item), "channel_id": "500"}))

    def typing(self) -> bytes:
        return body(("TYPING_START", {"user_id": DANA["id"], "channel_id": "500", "timestamp": 1}))

    def beside(self, body: bytes) -> bytes:
        return orjson.dumps([("MESSAGE_CREATE", NAMELESS), *orjson.loads(body)])

    def says_taken(self, asked: Asked) -> Answer:
        """The same nonce again is the same message."""
        name = self.names.setdefault(self.key(asked), str(9_000 + asked.number))
        return Answer(body={"id": name})

    def says_never(self) -> tuple[Answer, str]:
        told = {"code": 50007, "message": "Cannot send messages to this user"}
        return Answer(status=403, body=told), "blocked"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["content"]]

    def name(self, asked: Asked) -> str:
        return self.names[self.key(asked)]

    def key(self, asked: Asked) -> str:
        """Its nonce, also where files go along and it is a part of a form."""
        told = asked.body
        if not told.startswith(b"{"):
            told = told[told.index(b"{") : told.index(b"}\r\n") + 1]
        return str(orjson.loads(told)["nonce"])

    @staticmethod
    def _id(item: str) -> str:
        return str(BASE + int(item[2:]))
