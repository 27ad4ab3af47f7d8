"""The generic channel, over HTTP in both directions, with a vendor on loopback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from django.test import Client
from standardwebhooks import Webhook

from pharos.cases.tests.deeds import answered
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.contract import WORDS, ChannelContract, Side, cases_of, work
from pharos.channels.tests.vendor import Answer, Asked, Vendor
from pharos.kernel.time import now
from pharos.testing.world import World

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def message(item: str = "m-1", text: str = WORDS, **more: Any) -> bytes:
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

    def says_taken(self, asked: Asked) -> Answer:
        return Answer()

    def says_never(self) -> tuple[Answer, str]:
        return Answer(status=410, body={"error": "this chat is gone"}), "vendor_refused"

    def texts(self, asked: Asked) -> list[str]:
        return [asked.json["text"]]

    def name(self, asked: Asked) -> str:
        return str(asked.json["id"])


class TestWebhook(ChannelContract):
    side = WebhookSide()

    @pytest.mark.requirement("CH-09", "ID-03")
    def test_in_public_nothing_is_said_but_where_to_talk(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        assert self.post(client, account, message(is_public=True)).status_code == 200
        work(world)
        (case,) = cases_of(world)
        answered(case, world.amara, "Your withdrawal of 3 BTC is on its way.")
        work(world)

        # Once for each time that they write: the second answer is not said in public at all.
        (one,) = [asked.json for asked in vendor.to("/answers")]
        assert one["is_public"]
        assert case.number not in one["text"]
        assert "3 BTC" not in one["text"]
        assert f"/{world.brand.slug}/c/" in one["text"]
