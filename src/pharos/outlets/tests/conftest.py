from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pharos.channels.tests.vendor import vendor
from pharos.outlets.tests.receiver import Receiver


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTLETS_PRIVATE = True
    one = Receiver()
    with vendor(one):
        yield one


@pytest.fixture
def other_receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTLETS_PRIVATE = True
    one = Receiver()
    with vendor(one):
        yield one
