"""How WhatsApp speaks, for the contract and for its own tests."""

from __future__ import annotations

from typing import Any

import orjson

from pharos.channels.meta.tests.side import MetaSide, refusal
from pharos.channels.tests.side import PICTURE
from pharos.channels.tests.vendor import Answer, Asked, Vendor

NUMBER = "20002"
DANA = "351900000001"
AT = 1_790_000_000
STATES = {"delivered": "delivered", "seen": "read", "failed": "failed"}


def message(number: int, kind: str, **content: Any) -> dict[str, Any]:
    return {
        "from": DANA,
        "id": f"wamid.{number}",
        "timestamp": str(AT + number),
        "type": kind,
        **content,
    }


def body(*messages: dict[str, Any], **value: Any) -> bytes:
    told = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "351211111111", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Dana"}, "wa_id": DANA}],
        **({"messages": messages} if messages else {}),
        **value,
    }
    changes = [{"field": "messages", "value": told}]
    entry = {"id": "30003", "changes": changes}
    return orjson.dumps({"object": "whatsapp_business_account", "entry": [entry]})


class WhatsAppSide(MetaSide):
    kind = "whatsapp"
    named = "wamid"
    path = f"/{NUMBER}/messages"

    def settings(self, url: str) -> dict[str, str]:
        return {"api_url": url, "phone_number_id": NUMBER}

    def message(self, item: str, text: str) -> bytes:
        return body(message(int(item[2:]), "text", text={"body": text}))

    def picture(self, item: str, vendor: Vendor) -> bytes:
        lies = {"url": f"{vendor.url}/lies-here", "mime_type": "image/png"}
        vendor.says("/kept-there", Answer(body=lies))
        vendor.says("/lies-here", Answer(body=PICTURE))
        kept = {"id": "kept-there", "mime_type": "image/png", "sha256": "x"}
        return body(message(int(item[2:]), "image", image=kept))

    def prepare(self, vendor: Vendor) -> None:
        vendor.says("/media", Answer(body={"id": "kept-1"}))

    def beside(self, body: bytes) -> bytes:
        told = orjson.loads(body)
        messages = told["entry"][0]["changes"][0]["value"]["messages"]
        messages.insert(0, {"type": "text", "text": {"body": "nameless"}})
        return orjson.dumps(told)

    def edit(self, item: str, text: str) -> bytes:
        changed = {"type": "text", "text": {"body": text}}
        told = {"original_message_id": f"wamid.{item[2:]}", "message": changed}
        return body(message(60, "edit", edit=told))

    def withdrawal(self, item: str) -> bytes:
        told = {"original_message_id": f"wamid.{item[2:]}"}
        return body(message(61, "revoke", revoke=told))

    def receipt(self, name: str, state: str) -> bytes:
        status = {
            "id": name,
            "status": STATES[state],
            "timestamp": str(AT + 90),
            "recipient_id": DANA,
        }
        if state == "failed":
            status["errors"] = [  # type: ignore[assignment]
                {
                    "code": 131047,
                    "title": "Re-engagement message",
                    "error_data": {"details": "More than 24 hours have passed."},
                }
            ]
        return body(statuses=[status])

    def says_taken(self, asked: Asked) -> Answer:
        sent = [{"id": self.name(asked)}]
        return Answer(body={"messaging_product": "whatsapp", "messages": sent})

    def says_never(self) -> tuple[Answer, str]:
        return refusal(400, 131026, "Message undeliverable"), "gone"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["text"]["body"]]
