"""The entry point of the drill's own processes when a bug is planted: plant it, then serve."""

from __future__ import annotations

import os
import sys

from pharos.bench.drills import sabotage
from pharos.bench.drills.channels import sabotage as channel_sabotage
from pharos.bench.drills.mail import sabotage as mail_sabotage
from pharos.config.command import main, set_up_django

# The desk drill plants none.
BUGS = {
    "chat": sabotage.BUGS,
    "mail": mail_sabotage.BUGS,
    "channels": channel_sabotage.BUGS,
}

if __name__ == "__main__":
    set_up_django()
    drill, _mark, bug = os.environ["PHAROS_DRILL_SABOTAGE"].partition(":")
    sabotage.plant(BUGS[drill][bug])
    sys.exit(main())
