"""Bring the database up to date as its owner, then renew what the application role may do.

A migration that cannot get its lock within four seconds gives up rather than letting every
query of a working desk queue up behind it; running the command again is safe. One that needs
long for its own work raises `statement_timeout` itself, with a reason beside it.

Two at once do not meet: the second waits for the first, and finds nothing left to do. Refused: a
database that a newer version has migrated (`schema_newer`); the way back is the backup from before.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg import sql

from pharos.config.machine.errors import MachineError
from pharos.config.machine.schema import remark

NEEDS_DJANGO = True
OWNED = """
SELECT datname, pg_get_userbyid(datdba) = current_user
FROM pg_database WHERE datname = current_database()
"""
COMMENT = sql.SQL("COMMENT ON DATABASE {} IS {}")
# Any number, as long as nobody else of ours takes it: while it is held, a database is migrated.
TURN = "SELECT pg_try_advisory_lock(7305471)"
TURN_SECONDS, ASK_AGAIN_SECONDS = 600.0, 0.5
LIMITS = "-c lock_timeout=4s -c statement_timeout=30s"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all goes well")


def run(arguments: argparse.Namespace) -> int:
    from django.core.management import call_command

    from pharos.kernel import grants

    _limit_patience()
    _await_turn()
    _refuse_the_way_back()
    call_command(
        "migrate", database="owner", interactive=False, verbosity=0 if arguments.quiet else 1
    )
    grants.apply(application_role())
    _remember()
    return 0


def application_role() -> str:
    """Return the role that the processes work as, which the application's address names."""
    return unquote(urlsplit(os.environ.get("DATABASE_URL", "")).username or "pharos_app")


def _limit_patience() -> None:
    from django.db import connections

    connection: Any = connections["owner"]
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**options, "options": LIMITS}
    connection.close()


def _await_turn() -> None:
    """Wait until nobody else migrates this database. The turn ends with our connection."""
    from django.db import connections

    until = time.monotonic() + TURN_SECONDS
    with connections["owner"].cursor() as cursor:
        while True:
            cursor.execute(TURN)
            if cursor.fetchone()[0]:
                return
            if time.monotonic() > until:
                message = "Another `pharos migrate` has been at work for ten minutes. Look at it."
                raise MachineError("migrating", message)
            time.sleep(ASK_AGAIN_SECONDS)


def _refuse_the_way_back() -> None:
    from pharos.health.schema import NEWER, missing_and_unknown, schema_state

    if schema_state("owner") == NEWER:
        unknown = ", ".join(missing_and_unknown("owner")[1])
        raise MachineError(
            "schema_newer",
            f"A newer version has migrated this database ({unknown}). Install that version, or "
            "restore the backup that was taken before the upgrade.",
        )


def _remember() -> None:
    """Keep the fingerprint of what was applied in the database itself, for a quick next start."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(OWNED)
        name, is_owner = cursor.fetchone()
        if is_owner:
            cursor.execute(COMMENT.format(sql.Identifier(name), sql.Literal(remark())))
