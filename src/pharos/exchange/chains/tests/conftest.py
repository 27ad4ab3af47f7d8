from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pharos.exchange.chains.tests.serving import Server, served

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as one:
        yield one


@pytest.fixture
def other_server() -> Iterator[Server]:
    with served() as one:
        yield one
