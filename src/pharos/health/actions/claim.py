from __future__ import annotations

from django.db import connection

from pharos.kernel.action import action
from pharos.people.actor import Actor

TAKE = """
INSERT INTO health_claim AS c (name, until)
VALUES (%(name)s, now() + make_interval(secs => %(seconds)s))
ON CONFLICT (name) DO UPDATE SET until = excluded.until WHERE c.until <= now() RETURNING 1
"""
GIVE_BACK = """
UPDATE health_claim SET until = now() + make_interval(secs => %(seconds)s) WHERE name = %(name)s
"""


@action
def claim(*, actor: Actor, name: str, seconds: float) -> bool:  # noqa: ARG001 - every action has one
    """Take an errand for some time, unless somebody has it. One asks, the others get False.

    A row and not a lock of the session: behind a pooler a session has no fixed connection.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"name": name, "seconds": seconds})
        return cursor.fetchone() is not None


@action
def give_back(*, actor: Actor, name: str, seconds: float = 0) -> None:  # noqa: ARG001 - every action has one
    """Let others have the errand, after a pause."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, {"name": name, "seconds": seconds})
