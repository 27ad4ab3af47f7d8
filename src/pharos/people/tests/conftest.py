from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from pharos.kernel.time import frozen_at
from pharos.people.tests.exchange import NOON, Exchange, connected
from pharos.testing.world import World


@pytest.fixture
def noon() -> Iterator[datetime]:
    with frozen_at(NOON):
        yield NOON


@pytest.fixture
def later() -> Iterator[Callable[[timedelta], None]]:
    """Move the clock to so long after noon, for the rest of the test."""
    with ExitStack() as stack:

        def move(passed: timedelta) -> None:
            stack.enter_context(frozen_at(NOON + passed))

        yield move


@pytest.fixture
def exchange(world: World) -> Exchange:
    return connected(world.brand)
