"""Bring a backup back into an empty place, and verify every chain: `pharos restore FILE --key KEY`.

Into the database of DATABASE_OWNER_URL, or without one into a new PostgreSQL under PHAROS_HOME.
Exit status: 0 everything is back and every chain holds; 1 refused, and nothing was written; 3 it is
back and a chain does not hold (it is named).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE")
    parser.add_argument("--key", type=Path, required=True, metavar="KEYFILE")


def run(arguments: argparse.Namespace) -> int:
    from pharos.config.backups.sealing import identity_in

    key = identity_in(arguments.key)
    with _somewhere():
        from pharos.config.command import set_up_django

        set_up_django()
        from django.conf import settings

        from pharos.config.backups.restoring import restore
        from pharos.config.machine import binaries
        from pharos.config.machine.account import database_account
        from pharos.config.machine.home import Home

        about = restore(
            arguments.path,
            key,
            database=settings.DATABASE_OWNER_URL,
            program=binaries.find(database_account()).path("pg_restore"),
            home=Home(settings.HOME).ensure(),
        )
        print(f"Back: what was taken {about['taken_at']}, with {about['files']} attachments.")
        if status := _pharos("migrate", "--quiet"):
            return status
        return _pharos("verify", "--all")


@contextmanager
def _somewhere() -> Iterator[None]:
    """Make sure that there is a database, and leave it as it was found: running or not."""
    if os.environ.get("DATABASE_OWNER_URL"):
        yield
        return
    from pharos.config.machine.home import Home
    from pharos.config.machine.postgres import Postgres

    home = Home().ensure()
    server = Postgres(home)
    ran = server.pid is not None
    server.ensure_running()
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = (
        server.url("app"),
        server.url("owner"),
    )
    os.environ.setdefault("PHAROS_HOME", str(home.folder))
    try:
        yield
    finally:
        if not ran:
            server.stop()


def _pharos(*words: str) -> int:
    command = [sys.executable, "-P", "-m", "pharos.config.command", *words]
    return subprocess.run(command, check=False).returncode
