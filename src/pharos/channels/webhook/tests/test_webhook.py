"""The generic channel, over HTTP in both directions, with a vendor on loopback."""

from __future__ import annotations

from base64 import b64decode
from contextlib import nullcontext
from dataclasses import replace

import pytest
from django.test import Client

from pharos.cases.tests.deeds import answered
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Permanent
from pharos.channels.tests import trying
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import cases_of, outgoing_file, work
from pharos.channels.tests.vendor import Vendor
from pharos.channels.webhook.tests.side import WebhookSide, message
from pharos.testing.world import World


class TestWebhook(ChannelContract):
    side = WebhookSide()

    @pytest.mark.parametrize("size", [3, 11 * 1024 * 1024])
    def test_files_stand_in_the_answer_and_are_refused_where_they_are_too_much(
        self, vendor: Vendor, size: int
    ) -> None:
        here = trying.account_of(self.side, vendor.url)
        said = trying.outgoing(files=(replace(outgoing_file(), size=size),))
        refused = pytest.raises(Permanent, match="file_too_large") if size > 3 else nullcontext()
        with refused:
            trying.adapter(self.side).send(here, said)
        shown = [file for asked in vendor.to("/answers") for file in asked.json["files"]]
        assert [(one["name"], b64decode(one["content"])) for one in shown] == (
            [("a.png", b"png")] if size == 3 else []
        )

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
