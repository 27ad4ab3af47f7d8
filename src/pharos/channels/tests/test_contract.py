"""No channel is left out of the contract, and none needs what it does not say."""

from __future__ import annotations

from importlib import import_module

import pytest

from pharos.channels.registry import channels
from pharos.channels.tests.contract import ChannelContract

ELSEWHERE = {"webhook": "pharos.channels.tests.test_webhook"}
# Nothing is posted to the first two: mail comes by its own protocols, and people write down the
# rest. The others are held to the same by tests of their own, since they come over a connection
# (Discord), in several addresses (KakaoTalk), as XML (WeChat), or by two ways (X).
OTHERWISE = frozenset({"mail", "manual", "discord", "kakao", "wechat", "x"})


@pytest.mark.parametrize("kind", sorted(channels().keys() - OTHERWISE))
def test_every_channel_keeps_to_the_contract(kind: str) -> None:
    tests = import_module(ELSEWHERE.get(kind, f"pharos.channels.{kind}.tests.test_{kind}"))

    held = [
        each
        for each in vars(tests).values()
        if isinstance(each, type)
        and issubclass(each, ChannelContract)
        and each is not ChannelContract
    ]
    assert [each.side.kind for each in held] == [kind]
    channel = channels()[kind]
    known = {setting.name for setting in channel.settings}
    side = held[0].side
    assert set(side.settings("http://127.0.0.1")) | set(side.secrets()) <= known
