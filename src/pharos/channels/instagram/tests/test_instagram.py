"""Instagram over HTTP, in both directions."""

from __future__ import annotations

from django.test import Client

from pharos.channels.instagram.tests.side import InstagramSide
from pharos.channels.meta.tests.side import DANA, body
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import cases_of, work
from pharos.channels.tests.trying import account_of, adapter, outgoing
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.testing.world import World

SIDE = InstagramSide()


class TestInstagram(ChannelContract):
    side = SIDE

    def test_below_a_picture_nothing_is_said_but_where_to_talk(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        vendor.says("/9901/replies", Answer(body={"id": "9902"}))
        value = {
            "id": "9901",
            "text": "Where are my 3 BTC?",
            "from": {"id": DANA, "username": "dana"},
            "media": {"id": "88"},
        }
        comment = body(changes=[{"field": "comments", "value": value}])
        assert self.post(client, account, comment).status_code == 200
        work(world)

        (case,) = cases_of(world)
        (asked,) = vendor.to("/9901/replies")
        assert f"/{world.brand.slug}/c/" in asked.json["message"]
        assert case.number not in asked.json["message"]


def test_a_text_is_measured_in_bytes() -> None:
    korean = " ".join(["\N{HANGUL SYLLABLE GA}" * 9] * 60)
    with vendor() as one:
        one.says(SIDE.path, SIDE.says_taken)
        adapter(SIDE).send(account_of(SIDE, one.url), outgoing(thread=DANA, text=korean))

    texts = [SIDE.texts(asked)[0] for asked in one.asked]
    assert " ".join(texts) == korean
    assert all(len(text.encode()) <= 1000 for text in texts)
