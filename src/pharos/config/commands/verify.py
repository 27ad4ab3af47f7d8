"""Check that nothing in an exported bundle, or in the whole ledger, was changed or left out.

Exit status: 0 everything holds, 3 something does not (it is named), 2 the file cannot be read.
A bundle needs neither a server nor a database; `--all` reads the database of DATABASE_URL.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

GOOD, UNREADABLE, BAD = 0, 2, 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("bundle", nargs="?", type=Path, metavar="BUNDLE", help="an exported file")
    what.add_argument("--all", action="store_true", help="check the whole ledger in the database")
    parser.add_argument(
        "--key",
        metavar="HEX",
        help="the public key that you trust; without it, compare the one shown yourself",
    )


def run(arguments: argparse.Namespace) -> int:
    return _whole_ledger() if arguments.all else _bundle(arguments.bundle, arguments.key)


def _bundle(path: Path, key: str | None) -> int:
    from pharos.cases.ledger.exported import Unreadable, check_bundle

    try:
        report = check_bundle(json.loads(path.read_text(encoding="utf-8")), key)
    except (OSError, ValueError, RecursionError, Unreadable) as error:
        print(f"pharos: {path} cannot be read as a bundle: {error}", file=sys.stderr)
        return UNREADABLE
    if report.fault is not None:
        print(f"BAD   {report.fault}")
        return BAD
    print(f"GOOD  {report.name}: {report.length} entries, exported {report.exported_at}")
    print(f"      signed by {report.public_key}" + ("" if key else " (compare this key yourself)"))
    if report.days:
        print(f"      covered by the roots of {', '.join(report.days)}")
    else:
        print("      not covered by a day's root yet: export it again tomorrow")
    return GOOD


def _whole_ledger() -> int:
    from pharos.config.command import set_up_django

    set_up_django()
    from pharos.cases.ledger.roots import own_key, root_faults, vanished_faults
    from pharos.cases.ledger.signing import public_bytes
    from pharos.cases.ledger.stored import verify_all

    cases, bad = 0, 0
    for _number, fault in verify_all():
        cases += 1
        if fault is not None:
            bad += 1
            print(f"BAD   {fault}")
    for fault in (*root_faults(public_bytes(own_key())), *vanished_faults()):
        bad += 1
        print(f"BAD   {fault}")
    print(f"{'BAD ' if bad else 'GOOD'}  {cases} cases, {bad} faults")
    return BAD if bad else GOOD
