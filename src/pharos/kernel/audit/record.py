from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from pharos.kernel.time import now

INSTALLATION: Final = 0
# Stands for a value that nobody may read in the audit.
SECRET: Final = "***"  # noqa: S105 - what is shown instead of one
APPEND: Final = "SELECT audit_append(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
NAME_MAX: Final = 120
SUBJECT_MAX: Final = 200

Change = Mapping[str, tuple[Any, Any]]


class Author(Protocol):
    """Whoever acts; `people.Actor` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


def record(
    actor: Author,
    action: str,
    subject: object,
    *,
    brand_id: int = INSTALLATION,
    subject_id: object = "",
    change: Change | None = None,
) -> None:
    """Add one entry to the audit, in the caller's transaction.

    `action` is a noun and what was done to it (`hours.changed`). `change` maps a field to what it
    was and what it is; give SECRET for what nobody may read. Refused by PostgreSQL: a brand that
    the transaction has not named. INSTALLATION is open to every action.
    """
    assert connection.in_atomic_block, "an audit entry commits with what it tells of"
    told = json.dumps({key: list(pair) for key, pair in (change or {}).items()}, cls=_Encoder)
    with connection.cursor() as cursor:
        cursor.execute(
            APPEND,
            [
                brand_id,
                now(),
                actor.kind,
                actor.id,
                actor.name[:NAME_MAX],
                action,
                str(subject)[:SUBJECT_MAX],
                str(subject_id),
                told,
            ],
        )


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what two states of one thing differ in, field by field."""
    keys = [*before, *(key for key in after if key not in before)]
    return {
        key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)
    }


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, set | frozenset | tuple):
            return sorted(map(str, o))
        return super().default(o)
