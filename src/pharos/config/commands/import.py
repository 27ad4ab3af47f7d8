"""Say what a set-up in files would change, and with --apply change it."""

# ruff: noqa: N999 - the command has this name
from __future__ import annotations

import argparse
import sys
from pathlib import Path

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="DIR|FILE.zip")
    parser.add_argument("--apply", action="store_true", help="make the changes, all or none")


def run(arguments: argparse.Namespace) -> int:
    """Without --apply nothing changes. Repeats safely."""
    from pharos.brands.queries import all_brand_ids
    from pharos.kernel.errors import DomainError
    from pharos.people.actor import Actor
    from pharos.setup import files
    from pharos.setup.actions.apply_setup import apply_setup, plan_setup

    actor = Actor.system(*all_brand_ids())
    act = apply_setup if arguments.apply else plan_setup
    try:
        lines = act(actor=actor, setup=files.read(arguments.path))
    except DomainError as error:
        print(f"pharos: {error} [{error.code}]", file=sys.stderr)
        return 1
    for line in lines:
        print(f"{line.brand} {line.part} {line.field}: {line.before!r} -> {line.after!r}")
    done = "changed" if arguments.apply else "would change; --apply makes it so"
    print(f"{len(lines)} values {done}." if lines else "Nothing differs.")
    return 0
