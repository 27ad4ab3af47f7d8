"""What still waits for somebody, and time that passes for it without anybody sleeping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import psycopg

GIVEN_UP: Final = "given up"
STUCK: Final = {
    "follow-up": "SELECT case_id, seq FROM reception_followup",
    "spool": "SELECT NULL::bigint AS case_id, NULL::int AS seq FROM reception_spooled",
    "delivery": "SELECT case_id, seq FROM cases_delivery WHERE state IN ('queued', 'sending')",
    # Whose address was broken on its way is answered nowhere, and staff read that at the answer.
    # Whoever has one and is not answered is found by the judge of answers.
    GIVEN_UP: """
    SELECT case_id, seq FROM cases_delivery
    WHERE state = 'failed' AND code NOT IN ('no_address', 'address_not_taken')
    """,
}
# Nothing is killed any more: whoever held these for so long is gone, and pauses are over.
HURRY: Final = (
    """
    UPDATE cases_delivery SET due_at = now()
    WHERE state = 'queued'
       OR (state = 'sending' AND moved_at < now() - interval '20 seconds')
    """,
    "UPDATE reception_spooled SET due_at = now() WHERE received_at < now() - interval '20 seconds'",
)


def stuck(url: str) -> Iterator[tuple[str, int | None, int | None]]:
    """Return what still waits for somebody: what kind it is, the case and the entry."""
    with psycopg.connect(url) as connection:
        for name, query in STUCK.items():
            for case_id, seq in connection.execute(query).fetchall():
                yield name, case_id, seq


def hurry(url: str) -> None:
    """Let time pass for what waits for its turn or for whoever was killed with it."""
    with psycopg.connect(url) as connection:
        for statement in HURRY:
            connection.execute(statement)
