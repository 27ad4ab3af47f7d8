"""What there is to judge: the senders' diary, the sink's, and the database read as its owner."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pharos.bench.drills.diary import read

Row = dict[str, Any]

# Each mail that was remembered, and what there is of its case, its entry, its owner and its clock.
RECEIVED = """
SELECT split_part(split_part(r.item, ':', 2), '#', 1) AS hashed, b.slug AS brand, r.case_id, r.seq,
       k.number AS case, t.id IS NOT NULL AS is_owned, e.seq IS NOT NULL AS is_written,
       k.state IN ('RESOLVED', 'CLOSED', 'MERGED', 'SPAM') AS is_settled,
       EXISTS (SELECT FROM clocks_clock c WHERE c.case_id = r.case_id
               AND c.kind IN ('first_response', 'next_response')) AS is_clocked
FROM reception_received r
JOIN brands_brand b ON b.id = r.brand_id
LEFT JOIN cases_case k ON k.id = r.case_id
LEFT JOIN people_team t ON t.id = k.team_id
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
STUCK = {
    "follow-up": "SELECT case_id, seq FROM reception_followup",
    "spool": "SELECT NULL::bigint AS case_id, NULL::int AS seq FROM reception_spooled",
    "delivery": "SELECT case_id, seq FROM cases_delivery WHERE state IN ('queued', 'sending')",
    "given up": "SELECT case_id, seq FROM cases_delivery WHERE state = 'failed'",
}
# Nothing is killed any more: whoever held these for so long is gone.
HURRY = (
    """
    UPDATE cases_delivery SET due_at = now()
    WHERE state IN ('queued', 'sending') AND moved_at < now() - interval '20 seconds'
    """,
    "UPDATE reception_spooled SET due_at = now() WHERE received_at < now() - interval '20 seconds'",
)


@dataclass
class Diaries:
    """What the senders did and were told, and what the sink was given."""

    sent: dict[str, Row] = field(default_factory=dict)
    acks: set[str] = field(default_factory=set)
    refused: list[Row] = field(default_factory=list)
    got: list[Row] = field(default_factory=list)


@dataclass
class Books:
    """What stands in the database."""

    received: list[Row] = field(default_factory=list)
    written: list[Row] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)
    stuck: list[tuple[str, int | None, int | None]] = field(default_factory=list)


def hashed(token: str) -> str:
    """How an item of mail begins, by its Message-ID."""
    return hashlib.sha256(token.encode()).hexdigest()[:40]


def diaries(folder: Path) -> Diaries:
    found = Diaries()
    for line in _lines(folder / "senders.jsonl", folder / "sink.jsonl"):
        match line["what"]:
            case "sent":
                found.sent[line["token"]] = line
            case "ack":
                found.acks.add(line["token"])
            case "refused":
                found.refused.append(line)
            case "got":
                found.got.append(line)
    return found


def books(url: str) -> Books:
    """Read everything that the judge asks for, as the owner, whom no rule hides anything from."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        received = connection.execute(RECEIVED).fetchall()
        written = connection.execute(WRITTEN).fetchall()
    with psycopg.connect(url) as connection:
        answered: dict[int, int] = dict(connection.execute(ANSWERED).fetchall())
    return Books(received, written, answered, list(stuck(url)))


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


def _lines(*paths: Path) -> Iterable[Row]:
    for path in paths:
        if path.exists():
            yield from read(path)
