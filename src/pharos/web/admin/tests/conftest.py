from __future__ import annotations

import pytest
from django.test import Client

from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


@pytest.fixture
def ada(world: World) -> Client:
    return signed_in(world.ada)
