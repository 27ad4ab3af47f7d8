"""Customers, each with an open case and its conversation, made in bulk by the administrator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg

from pharos.bench.ground import Ground
from pharos.kernel.time import now
from pharos.people.tokens.session import SessionClaims, write_session_token

CHANNEL = "widget"
BRAND = """
INSERT INTO brands_brand (slug, name, profile, created_at)
VALUES ('northmere', 'Northmere', %s, now()) RETURNING id
"""
# They send from one address and far faster than anybody writes: counted, and never refused.
LIMITS = dict.fromkeys(
    ("messages_per_handle", "messages_per_network", "messages_per_brand"), 1_000_000
)
TEAM = """
INSERT INTO people_team (slug, name, languages, position, brand_id)
VALUES ('support', 'Support', '["en"]', 0, %s) RETURNING id
"""
# Customer, device, case and conversation number N belong together.
PEOPLE = (
    """
    INSERT INTO people_customer (id, public_id, name, language, timezone, created_at, brand_id)
    SELECT n, gen_random_uuid(), 'Dana', 'en', 'Europe/Lisbon', now(), %(brand)s
    FROM generate_series(1, %(count)s) n
    """,
    """
    INSERT INTO people_device (id, device_hash, surface, language, timezone, opened_at, seen_at,
                               assurance, brand_id, customer_id)
    SELECT n, md5(n::text), 'web', 'en', 'Europe/Lisbon', now(), now(), 0, %(brand)s, n
    FROM generate_series(1, %(count)s) n
    """,
    """
    INSERT INTO cases_case (id, number, state, reason_initial, reason_predicted, reason_final,
                            disposition, resolution_text, language, subject, last_words,
                            last_author, waiting_since, opened_at, moved_at, touches, contacts,
                            assurance, assurance_required, brand_id, customer_id, team_id)
    SELECT n, 'B' || n, 'QUEUED', 'DEP.NOT_FOUND', '', '', '', '', 'en', 'Where is it?',
           'Where is it?', 'customer', now(), now(), now(), 0, 1, 0, 0, %(brand)s, n, %(team)s
    FROM generate_series(1, %(count)s) n
    """,
    """
    INSERT INTO cases_conversation (id, public_id, channel, external_id, surface, state, language,
                                    timezone, assurance, opened_at, read_position, brand_id,
                                    case_id, customer_id)
    SELECT n, gen_random_uuid(), 'widget', md5(n::text)::uuid::text, 'web', 'QUEUED', 'en',
           'Europe/Lisbon', 0, now(), 0, %(brand)s, n, n
    FROM generate_series(1, %(count)s) n
    """,
    """
    INSERT INTO clocks_clock (case_id, kind, started_at, due_at, brand_id)
    SELECT n, 'first_response', now(), now() + interval '1 hour', %(brand)s
    FROM generate_series(1, %(count)s) n
    """,
    "SELECT ledger_open(n) FROM generate_series(1, %(count)s) n",
    "SELECT ledger_open_conversation(n) FROM generate_series(1, %(count)s) n",
)
THREADS = "SELECT id, external_id FROM cases_conversation ORDER BY id"


@dataclass(frozen=True, slots=True)
class Talk:
    """One customer's conversation and how to speak in it. Its case has the same id."""

    id: int
    brand_id: int
    thread: str
    token: str


def talks(ground: Ground, count: int, *, assurance: int = 0) -> list[Talk]:
    """Make `count` customers who are in the middle of a conversation, visitors unless told else."""
    with ground.administration() as connection:
        brand_id = _one(connection, BRAND, json.dumps({"limits": LIMITS}))
        team_id = _one(connection, TEAM, brand_id)
        connection.execute("SELECT set_config('pharos.brand', %s, false)", [str(brand_id)])
        values = {"brand": brand_id, "team": team_id, "count": count}
        for statement in PEOPLE:
            connection.execute(statement, values)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        found = connection.execute(THREADS).fetchall()
    return [
        Talk(n, brand_id, str(UUID(thread)), _token(brand_id, n, assurance)) for n, thread in found
    ]


def _one(connection: psycopg.Connection, statement: str, *values: object) -> int:
    row = connection.execute(statement, values).fetchone()
    assert row is not None, "RETURNING returns"
    return int(row[0])


def _token(brand_id: int, customer: int, assurance: int) -> str:
    return write_session_token(
        SessionClaims(
            brand_id=brand_id,
            customer_id=customer,
            device_id=customer,
            assurance=assurance,
            name="Dana",
            language="en",
            timezone="Europe/Lisbon",
            surface="web",
            expires_at=now() + timedelta(hours=2),
        )
    )
