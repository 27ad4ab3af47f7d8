"""Whether the database has the schema that this version was written for."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

CURRENT, OLDER, NEWER, EMPTY = "current", "older", "newer", "empty"


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return every migration that this version has."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def missing_and_unknown(using: str = "default") -> tuple[list[str], list[str]]:
    """Return which of our migrations the database lacks, and which it has that we do not know.

    Migrations of programs that are no longer installed are nobody's.
    """
    connection = connections[using]
    applied = frozenset(MigrationRecorder(connection).applied_migrations())
    ours = {config.label for config in apps.get_app_configs()}
    known = known_migrations()
    missing = sorted(f"{app}.{name}" for app, name in known - applied)
    unknown = sorted(f"{app}.{name}" for app, name in applied - known if app in ours)
    return missing, unknown


def schema_state(using: str = "default") -> str:
    """Say whether the schema is `current`, `older`, `newer` or not there at all (`empty`)."""
    missing, unknown = missing_and_unknown(using)
    if unknown:
        return NEWER
    if not missing:
        return CURRENT
    return EMPTY if len(missing) == len(known_migrations()) else OLDER
