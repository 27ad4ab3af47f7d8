from __future__ import annotations

import pytest

from pharos.diagnosis.tests.conftest import connected
from pharos.testing.world import World
from pharos.web.desk.tests.attacker import Attacker

__all__ = ["connected"]


@pytest.fixture
def attacker(world: World) -> Attacker:
    return Attacker(world)
