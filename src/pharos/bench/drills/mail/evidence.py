"""What there is to judge: the senders' diary, the sink's, and the database read as its owner."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from pharos.bench.drills.diary import read
from pharos.bench.drills.taken import Handed, Row, with_cases
from pharos.bench.drills.waiting import stuck

# Each mail that was remembered, and what there is of its case, its entry, its owner and its clock.
RECEIVED = """
SELECT split_part(split_part(r.item, ':', 2), '#', 1) AS hashed, b.slug AS brand, r.case_id, r.seq,
       e.seq IS NOT NULL AS is_written
FROM reception_received r
JOIN brands_brand b ON b.id = r.brand_id
LEFT JOIN ledger_entry e ON e.case_id = r.case_id AND e.seq = r.seq
"""
# What was written of mails, wherever it stands and whatever remembers it.
WRITTEN = """
SELECT e.payload->'mail'->>'id' AS token, e.case_id, e.seq, e.position, e.conversation_id,
       c.external_id AS conversation
FROM ledger_entry e JOIN cases_conversation c ON c.id = e.conversation_id
WHERE e.kind = 'message' AND e.author_kind = 'customer' AND e.payload->'mail' IS NOT NULL
"""
ANSWERED = """
SELECT conversation_id, count(*) FROM ledger_entry WHERE kind = 'acknowledged' GROUP BY 1
"""
# What went out besides, since a file of theirs was not taken.
TOLD = """
SELECT e.conversation_id, count(*)
FROM ledger_entry e JOIN cases_delivery d ON d.case_id = e.case_id AND d.seq = e.seq
WHERE e.kind = 'files' AND d.state IN ('sent', 'delivered', 'seen') GROUP BY 1
"""


@dataclass
class Books:
    """What stands in the database."""

    received: list[Row] = field(default_factory=list)
    written: list[Row] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)
    told: dict[int, int] = field(default_factory=dict)
    stuck: list[tuple[str, int | None, int | None]] = field(default_factory=list)


def hashed(token: str) -> str:
    """How an item of mail begins, by its Message-ID."""
    return hashlib.sha256(token.encode()).hexdigest()[:40]


def diaries(folder: Path) -> Handed:
    return Handed.read(_lines(folder / "senders.jsonl", folder / "sink.jsonl"))


def books(url: str) -> Books:
    """Read everything that the judge asks for, as the owner, whom no rule hides anything from."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        received = with_cases(connection, connection.execute(RECEIVED).fetchall())
        written = connection.execute(WRITTEN).fetchall()
    with psycopg.connect(url) as connection:
        answered: dict[int, int] = dict(connection.execute(ANSWERED).fetchall())
        told: dict[int, int] = dict(connection.execute(TOLD).fetchall())
    return Books(received, written, answered, told, list(stuck(url)))


def _lines(*paths: Path) -> Iterable[Row]:
    for path in paths:
        if path.exists():
            yield from read(path)
