"""Whether a database already has the schema of this version, asked without loading any model."""

from __future__ import annotations

import psycopg

from pharos.config.machine.errors import MachineError
from pharos.config.machine.stamps import schema_stamp

REMEMBERED = """
SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
"""


def remark() -> str:
    """Return what `pharos migrate` leaves on a database that it has brought up to date."""
    return f"pharos {schema_stamp()}"


def is_current(owner_url: str) -> bool:
    """Tell whether the last migration was done by these very files."""
    try:
        with psycopg.connect(owner_url, connect_timeout=10) as connection:
            found = connection.execute(REMEMBERED).fetchone()
    except psycopg.OperationalError as error:
        raise MachineError("no_database", f"The database does not answer: {error}") from error
    return found is not None and found[0] == remark()
