"""Load a brand from its profile file: `pharos brand load FILE`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="load")
    load = what.add_parser("load", help="make the brand, or bring it up to date")
    load.add_argument("file", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """Says everything that is wrong with the file, and then changes nothing."""
    from pharos.brands.actions.load_brand import load_brand
    from pharos.kernel.errors import DomainError
    from pharos.people.actions.sync_teams import sync_teams
    from pharos.people.actor import Actor

    try:
        brand, is_new = load_brand(arguments.file)
        teams = sync_teams(actor=Actor.system(brand.pk), brand=brand)
    except DomainError as error:
        print(f"pharos: {error} [{error.code}]", file=sys.stderr)
        return 1
    done = "loaded" if is_new else "brought up to date"
    print(f"{brand.name} ({brand.slug}) {done}: {', '.join(team.slug for team in teams)}.")
    return 0
