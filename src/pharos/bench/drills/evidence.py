"""What there is to judge: the clients' diaries, and the ledger read straight from the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pharos.bench.drills.diary import read

LEDGER = """
SELECT c.external_id AS conversation, k.number AS case, e.seq, e.position, e.kind, e.author_kind,
       e.body, e.client_token AS token
FROM ledger_entry e
LEFT JOIN cases_conversation c ON c.id = e.conversation_id
LEFT JOIN cases_case k ON k.id = e.case_id
ORDER BY e.case_id, e.seq
"""
HEADS = """
SELECT c.external_id, h.position FROM ledger_conversation h
JOIN cases_conversation c ON c.id = h.conversation_id
"""
MARKS = "SELECT case_id, seq FROM reception_followup ORDER BY id"

Line = dict[str, Any]


@dataclass
class Story:
    """What one client did, from its own diary."""

    conversation: str = ""
    sent: dict[str, Line] = field(default_factory=dict)
    acks: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    pages: list[Line] = field(default_factory=list)
    views: defaultdict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))


def stories(folder: Path, kind: str) -> list[Story]:
    """Read the diaries of all `customer`s or `agent`s."""
    return [_story(path) for path in sorted(folder.glob(f"{kind}-*.jsonl"))]


def _story(path: Path) -> Story:
    story = Story()
    for line in read(path):
        match line["what"]:
            case "begin":
                story.conversation = line["conversation"]
            case "sent":
                story.sent[line["token"]] = line
            case "ack":
                story.acks.append(line)
            case "refused":
                story.refused.append(line)
            case "page":
                story.pages.append(line)
            case "got":
                story.views[line["view"]].append(line)
    return story


def ledger(url: str) -> list[Line]:
    """Read every entry there is, as the owner, whom no brand's rule hides anything from."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(LEDGER).fetchall()


def heads(url: str) -> dict[str, int]:
    """Return how far each conversation has got."""
    with psycopg.connect(url) as connection:
        return dict(connection.execute(HEADS).fetchall())


def marks(url: str) -> list[tuple[int, int]]:
    """Return what has come in and has not been followed up."""
    with psycopg.connect(url) as connection:
        return connection.execute(MARKS).fetchall()
