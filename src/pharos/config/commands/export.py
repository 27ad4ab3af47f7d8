"""Write the whole set-up into a folder or a zip file, without secrets."""

from __future__ import annotations

import argparse
from pathlib import Path

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="DIR|FILE.zip")
    parser.add_argument("--brand", action="append", metavar="SLUG", help="only this brand")


def run(arguments: argparse.Namespace) -> int:
    """Overwrites files of the same names and touches no others."""
    from pharos.brands.queries import all_brand_ids, brands_of
    from pharos.kernel.scope import reading
    from pharos.people.actor import Actor
    from pharos.setup import files
    from pharos.setup.queries import setup_of

    actor = Actor.system(*all_brand_ids())
    wanted = arguments.brand
    brands = [b for b in brands_of(actor) if wanted is None or b.slug in wanted]
    with reading(actor):
        setup = setup_of(brands)
    files.write(setup, arguments.path)
    print(f"{len(setup)} brands written to {arguments.path}.")
    return 0
