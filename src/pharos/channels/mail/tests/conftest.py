"""A listener of ours, a server that sends, and the brand's address between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pharos.channels.mail.tests.post import Outbox, listener, mail_account, outbox
from pharos.channels.models import ChannelAccount
from pharos.testing.world import World


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    with listener() as one:
        yield one


@pytest.fixture
def box() -> Iterator[Outbox]:
    with outbox() as one:
        yield one


@pytest.fixture
def account(world: World, box: Outbox) -> ChannelAccount:
    return mail_account(world, box)
