"""Tell in plain words whether everything is all right, and what to do where it is not.

Exit status: 0 nothing is red, 1 something is.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pharos.health.check import Check

NEEDS_DJANGO = True
MARKS = {"good": "GOOD", "warn": "LOOK", "bad": "BAD "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="only what is not good")


def run(arguments: argparse.Namespace) -> int:
    found = _checks()
    for check in found:
        if check.level == "good" and arguments.quiet:
            continue
        since = f" (since {check.since:%Y-%m-%d %H:%M} UTC)" if check.since else ""
        print(f"{MARKS[check.level]}  {check.title}: {check.words}{since}")
        if check.advice:
            print(f"      -> {check.advice}")
    red = sum(check.level == "bad" for check in found)
    amber = sum(check.level == "warn" for check in found)
    print(f"{len(found)} checks: {red} bad, {amber} to look at")
    return 1 if red else 0


def _checks() -> list[Check]:
    from django.db import InterfaceError, OperationalError, ProgrammingError

    from pharos.brands.queries import all_brand_ids
    from pharos.health.check import no_database
    from pharos.health.checks import checks
    from pharos.health.queries import facts
    from pharos.kernel.scope import reading
    from pharos.people.actor import Actor

    try:
        actor = Actor.system(*all_brand_ids())
        with reading(actor):
            return checks(facts(actor))
    except ProgrammingError:
        return [no_database("it has no schema of ours; run `pharos migrate`")]
    except (OperationalError, InterfaceError) as error:
        return [no_database(str(error).partition("\n")[0])]
