"""A file that a vendor does not take: the answer arrives, and says where the file is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pharos.cases.actions.reply import send_reply
from pharos.cases.tests.deeds import draft
from pharos.cases.tests.test_attachments import PDF, handed_in
from pharos.channels.kakao.tests.side import KakaoSide
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.deeds import deliveries, work
from pharos.channels.tests.trying import Tried
from pharos.channels.tests.vendor import Vendor
from pharos.channels.wechat.tests.side import WeChatSide
from pharos.testing.world import World


class FilesOut(Tried):
    """Derive, and name the side of a channel that takes pictures and no papers."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, settings: Any) -> None:
        settings.FILES_URL = tmp_path.as_uri()

    def answers(
        self, client: Client, world: World, account: ChannelAccount, **file: Any
    ) -> tuple[str, str]:
        """Dana has written, and Amara answers with a file; tell how far that came."""
        case = self.written(client, world, account)
        amara = world.actor(world.amara)
        answer = draft("See here.", files=(handed_in(amara, **file),))
        send_reply(actor=amara, number=case.number, draft=answer)
        work(world)
        return deliveries(world)[-1]

    def test_a_paper_is_linked_to_where_only_pictures_go_along(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        came = self.answers(client, world, account, content=PDF, name="statement.pdf")

        assert came == ("sent", "")
        (text,) = self.side.texts(vendor.to(self.side.path)[-1])
        assert text.startswith("Amara: See here.\n\nFiles to this: statement.pdf.")
        assert f"/{world.brand.slug}/c/" in text

    def test_a_picture_goes_along(
        self, client: Client, world: World, account: ChannelAccount, vendor: Vendor
    ) -> None:
        assert self.answers(client, world, account) == ("sent", "")

        said, shown = vendor.to(self.side.path)[-2:]
        assert self.side.texts(said) == ["Amara: See here."]
        assert b"/c/" not in shown.body


class TestFilesOutByWeChat(FilesOut):
    side = WeChatSide()


class TestFilesOutByKakao(FilesOut):
    side = KakaoSide()
