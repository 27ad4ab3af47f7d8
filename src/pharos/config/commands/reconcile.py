"""Check that everything that came in has a case, an owner and a clock, and that all books agree.

Reads the database as the application, brand by brand, each as it is at one instant. Exit status:
0 everything agrees, 3 something does not (it is named).
"""

from __future__ import annotations

import argparse

from pharos.config.machine.errors import MachineError

NEEDS_DJANGO = True
GOOD, BAD = 0, 3
OLDEST_MARK_SECONDS = 300.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mark-age",
        type=float,
        default=OLDEST_MARK_SECONDS,
        metavar="SECONDS",
        help="how long what came in may wait for a worker (default %(default)s)",
    )
    parser.add_argument("--brand", default="", metavar="SLUG", help="this one alone")


def run(arguments: argparse.Namespace) -> int:
    from datetime import timedelta

    from pharos.brands.queries import brand_by_slug
    from pharos.config.reconciling import reconcile
    from pharos.kernel.errors import NotFound

    only: str = arguments.brand
    try:
        if only:
            brand_by_slug(only)
    except NotFound as error:
        raise MachineError("brand_unknown", f"There is no brand {only}.") from error
    cases, faults, items = 0, 0, 0
    for report in reconcile(oldest_mark=timedelta(seconds=arguments.mark_age), only=only):
        cases += report.cases
        faults += len(report.faults)
        items += sum(report.items.values())
        for fault in report.faults:
            print(f"BAD   {report.brand}: {fault}")
    print(
        f"{'BAD ' if faults else 'GOOD'}  {cases} cases, {items} items of channels, {faults} faults"
    )
    return BAD if faults else GOOD
