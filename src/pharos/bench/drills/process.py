"""The entry point of the drill's own processes when a bug is planted: plant it, then serve."""

from __future__ import annotations

import os
import sys

from pharos.bench.drills import sabotage
from pharos.bench.drills.mail import sabotage as mail_sabotage
from pharos.config.command import main, set_up_django

if __name__ == "__main__":
    set_up_django()
    drill, _mark, bug = os.environ["PHAROS_DRILL_SABOTAGE"].partition(":")
    bugs = mail_sabotage.BUGS if drill == "mail" else sabotage.BUGS
    sabotage.plant(bugs[bug])
    sys.exit(main())
