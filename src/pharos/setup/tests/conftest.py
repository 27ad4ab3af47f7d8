from __future__ import annotations

import pytest

from pharos.setup.files import Setup
from pharos.setup.tests.filled import fill
from pharos.testing.world import World


@pytest.fixture
def filled(world: World) -> Setup:
    """The set-up of a brand in which there is something of everything."""
    return fill(world)
