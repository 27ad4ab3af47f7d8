"""Bring the database up to date as its owner, then renew what the application role may do.

A migration that cannot get its lock within four seconds gives up rather than letting every
query of a working desk queue up behind it; running the command again is safe. One that needs
long for its own work raises `statement_timeout` itself, with a reason beside it.
"""

from __future__ import annotations

import argparse
import os
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg import sql

from pharos.config.machine.schema import remark

NEEDS_DJANGO = True
OWNED = """
SELECT datname, pg_get_userbyid(datdba) = current_user
FROM pg_database WHERE datname = current_database()
"""
COMMENT = sql.SQL("COMMENT ON DATABASE {} IS {}")
LIMITS = "-c lock_timeout=4s -c statement_timeout=30s"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all goes well")


def run(arguments: argparse.Namespace) -> int:
    from django.core.management import call_command

    from pharos.kernel import grants

    _limit_patience()
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


def _remember() -> None:
    """Keep the fingerprint of what was applied in the database itself, for a quick next start."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(OWNED)
        name, is_owner = cursor.fetchone()
        if is_owner:
            cursor.execute(COMMENT.format(sql.Identifier(name), sql.Literal(remark())))
