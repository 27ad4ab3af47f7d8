"""Write everything into one encrypted file: database, attachments, and this machine's secrets.

    pharos backup --new-key backup.key      once: keep this file away from this machine
    pharos backup FILE --to age1...         or PHAROS_BACKUP_TO=age1...
    pharos backup --keep 14 FOLDER          a new one in the folder, and the 14 newest stay
    pharos backup --check FILE --key backup.key

Exit status: 0 done, 1 refused or failed; then no file is left.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from pharos.config.machine.errors import MachineError

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, nargs="?", metavar="FILE", help="or a folder, --keep")
    parser.add_argument("--to", metavar="AGE1", help="the public key (or PHAROS_BACKUP_TO)")
    parser.add_argument("--keep", type=int, metavar="N", help="rotate: keep the newest N")
    parser.add_argument("--check", type=Path, metavar="FILE", help="read one to its end")
    parser.add_argument("--key", type=Path, metavar="KEYFILE", help="the private key, for --check")
    parser.add_argument("--new-key", type=Path, metavar="KEYFILE", help="make a pair of keys")


def run(arguments: argparse.Namespace) -> int:
    from pharos.config.backups import sealing

    if arguments.new_key:
        public = sealing.new_key(arguments.new_key)
        print(f"The private key is in {arguments.new_key}: keep it elsewhere, more than once.")
        print(f"The public key: {public}")
        return 0
    if arguments.check:
        return _check(arguments)
    to = arguments.to or os.environ.get("PHAROS_BACKUP_TO")
    if not to:
        message = "Whose key? Make one with --new-key, and give the public part with --to."
        raise MachineError("no_key", message)
    if arguments.path is None:
        raise MachineError("no_path", "Where to? Name a file, or a folder with --keep.")
    return _take(arguments, sealing.recipient(to))


def _take(arguments: argparse.Namespace, to: Any) -> int:
    from django.conf import settings

    from pharos.config.backups.taking import name_now, rotate, take
    from pharos.config.machine import binaries
    from pharos.config.machine.account import database_account
    from pharos.config.machine.home import Home

    path = arguments.path
    if arguments.keep is not None:
        path.mkdir(parents=True, exist_ok=True)
        path = path / name_now()
    try:
        taken = take(
            path,
            to=to,
            database=settings.DATABASE_OWNER_URL,
            dump=binaries.find(database_account()).path("pg_dump"),
            home=Home(settings.HOME),
        )
    except Exception:
        _remember(well=False, figures={"path": str(path)})
        raise
    _remember(well=True, figures={"path": str(path), "bytes": taken.size, "files": taken.files})
    print(f"{taken.path}: {taken.size / 1e6:,.1f} MB, {taken.files} attachments")
    for key in taken.gone:
        print(f"  {key} was erased meanwhile")
    if arguments.keep is not None:
        for old in rotate(arguments.path, max(arguments.keep, 1)):
            print(f"  removed {old.name}")
    return 0


def _remember(*, well: bool, figures: dict[str, Any]) -> None:
    """Let the health page know, as far as the database still answers."""
    from contextlib import suppress

    from django.db import DatabaseError

    from pharos.health.actions.report import report
    from pharos.people.actor import Actor

    with suppress(DatabaseError):
        report(actor=Actor.system(), kind="backup", well=well, figures=figures)


def _check(arguments: argparse.Namespace) -> int:
    from pharos.config.backups.restoring import check
    from pharos.config.backups.sealing import identity_in

    if arguments.key is None:
        raise MachineError("no_key", "A backup is checked with its private key: --key KEYFILE.")
    about = check(arguments.check, identity_in(arguments.key))
    print(f"GOOD  taken {about['taken_at']} by Pharos {about['pharos']}")
    print(f"      {len(about['parts'])} parts, {about['files']} attachments, all whole")
    return 0
