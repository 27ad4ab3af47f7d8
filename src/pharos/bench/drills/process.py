"""The entry point of the drill's own processes when a bug is planted: plant it, then serve."""

from __future__ import annotations

import os
import sys

from pharos.bench.drills import sabotage
from pharos.config.command import main, set_up_django

if __name__ == "__main__":
    set_up_django()
    sabotage.plant(os.environ["PHAROS_DRILL_SABOTAGE"])
    sys.exit(main())
