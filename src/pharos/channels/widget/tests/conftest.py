from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from pharos.channels.widget.tests.browsing import Agent
from pharos.testing.desk_server import DeskServer


@pytest.fixture
def amara(playwright: Playwright, desk_server: DeskServer) -> Iterator[Agent]:
    """Amara at the desk, signed in."""
    agent = Agent.signed_in(playwright, desk_server, "amara")
    yield agent
    agent.http.dispose()
