from __future__ import annotations

from collections.abc import Iterator

import pytest
from nacl.signing import SigningKey

from pharos.channels.discord.tests.gateway_here import Gateway, gateway
from pharos.channels.discord.tests.side import DiscordSide
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.deeds import account_of
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.testing.world import World

KEY = SigningKey(b"k" * 32)


@pytest.fixture
def api() -> Iterator[Vendor]:
    with vendor() as one:
        DiscordSide().prepare(one)
        one.says("/messages", Answer(body={"id": "9001"}))
        yield one


@pytest.fixture
def there() -> Iterator[Gateway]:
    with gateway() as one:
        yield one


@pytest.fixture
def account(world: World, api: Vendor, there: Gateway) -> ChannelAccount:
    return account_of(
        world,
        "discord",
        {
            "api": api.url,
            "gateway": there.url,
            "public_key": KEY.verify_key.encode().hex(),
            "channels": "31",
        },
        {"token": "bot-token"},
    )
