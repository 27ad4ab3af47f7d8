"""What there is to judge: what senders and vendors noted, and the database read as its owner."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg.rows import dict_row

from pharos.bench.drills.diary import read
from pharos.bench.drills.taken import Handed, Row, with_cases
from pharos.bench.drills.waiting import stuck

# An item is known by its words, wherever it stands; a mail is written down with its words as well.
WRITTEN: Final = """
SELECT coalesce(substring(e.body from 'Item ([a-z]+-[0-9]+)'), '') AS token, e.case_id, e.seq,
       e.body, v.channel, true AS is_written
FROM ledger_entry e
JOIN cases_conversation v ON v.id = e.conversation_id
WHERE e.kind = 'message' AND e.author_kind = 'customer'
"""
# What was said to customers, and where it is.
SAID: Final = """
SELECT v.channel, k.number AS case, e.kind, e.case_id, e.seq, d.state, d.tries
FROM cases_delivery d
JOIN ledger_entry e ON e.case_id = d.case_id AND e.seq = d.seq
JOIN cases_case k ON k.id = d.case_id
JOIN cases_conversation v ON v.id = d.conversation_id
"""
UNANSWERED: Final = """
SELECT count(*) FROM cases_case k WHERE NOT EXISTS (
  SELECT FROM ledger_entry e
  WHERE e.case_id = k.id AND e.kind = 'message' AND e.author_kind = 'staff'
)
"""
# Whoever held these was killed: what they were to do is anybody's again.
FREE: Final = "UPDATE channels_channelaccount SET held_until = now() WHERE held_until > now()"


@dataclass
class Books:
    """What stands in the database."""

    written: list[Row]
    said: list[Row]
    stuck: list[tuple[str, int | None, int | None]]


def handed(folder: Path) -> Handed:
    return Handed.read(line for path in sorted(folder.glob("*.jsonl")) for line in read(path))


def books(url: str) -> Books:
    """Read everything that the judge asks for, as the owner, whom no rule hides anything from."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        written = with_cases(connection, connection.execute(WRITTEN).fetchall())
        said = connection.execute(SAID).fetchall()
    return Books(written, said, list(stuck(url)))


def missing(url: str, sent: set[str]) -> int:
    """How much of what was sent is not written yet, and how many cases nobody has answered."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        written = {row["token"] for row in connection.execute(WRITTEN).fetchall()}
        row = connection.execute(UNANSWERED).fetchone()
    return len(sent - written) + (row["count"] if row else 0)


def free_accounts(url: str) -> None:
    """Let time pass for accounts that somebody held who was killed."""
    with psycopg.connect(url) as connection:
        connection.execute(FREE)
