"""Filling: several processes tell cases and COPY them in; indexes are built once, at the end."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from pharos.bench.filling.history import Town, past_of
from pharos.bench.ground import Ground

PROCESSES = 2
CHUNK = 5_000
# One case in so many is open.
OPEN = 33
TABLES = (
    "cases_case",
    "cases_conversation",
    "ledger_head",
    "ledger_conversation",
    "ledger_entry",
)
INDEXES = """
SELECT c.relname, i.indexdef FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname
LEFT JOIN pg_constraint k ON k.conindid = c.oid
WHERE i.schemaname = 'public' AND i.tablename = ANY (%s) AND k.oid IS NULL ORDER BY 1
"""
# What a table wants and the telling does not know: columns that came later, with no default.
UNKNOWN = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO'
  AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
"""
BLANKS = {
    "boolean": "f",
    "integer": "0",
    "smallint": "0",
    "bigint": "0",
    "jsonb": "{}",
    "json": "{}",
    "timestamp with time zone": "2026-01-01 00:00:00+00",
}
NO_WALL = "SET session_replication_role = replica"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was filled and how long it took, in seconds."""

    cases: int
    entries: int
    telling: float
    indexing: float


def fill(ground: Ground, towns: Sequence[tuple[Town, range]]) -> Filled:
    """Fill the cases of each town, given as ids, and return what it took.

    Only in a database of a benchmark; triggers and foreign keys are off meanwhile.
    """
    assert ground.database.startswith("pharos_bench_"), "only a bench's own database is filled"
    began = time.perf_counter()
    with ground.administration() as connection:
        indexes = connection.execute(INDEXES, [list(TABLES)]).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    url = ground.url("admin")
    parts = [
        (url, town, range(start, min(start + CHUNK, ids.stop)))
        for town, ids in towns
        for start in range(ids.start, ids.stop, CHUNK)
    ]
    with ProcessPoolExecutor(PROCESSES) as pool:
        entries = sum(pool.map(_copy_part, parts))
    told = time.perf_counter()
    with ground.administration() as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in indexes:
            connection.execute(definition)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    done = time.perf_counter()
    cases = sum(len(ids) for _, ids in towns)
    return Filled(cases=cases, entries=entries, telling=told - began, indexing=done - told)


def _copy_part(part: tuple[str, Town, range]) -> int:
    url, town, ids = part
    pasts = [past_of(case_id, town, is_open=case_id % OPEN == 0) for case_id in ids]
    rows: dict[str, list[dict[str, Any]]] = {
        "cases_case": [past.case for past in pasts],
        "cases_conversation": [past.conversation for past in pasts],
        "ledger_head": [past.head for past in pasts],
        "ledger_conversation": [past.thread for past in pasts],
        "ledger_entry": [entry for past in pasts for entry in past.entries],
    }
    with psycopg.connect(url) as connection:
        connection.execute(NO_WALL)
        for table, told in rows.items():
            copy_rows(connection, table, told)
    return len(rows["ledger_entry"])


def copy_rows(connection: psycopg.Connection, table: str, told: Sequence[dict[str, Any]]) -> None:
    """COPY rows into a table; what it wants besides is left blank."""
    wanted = connection.execute(UNKNOWN, [table]).fetchall()
    known = connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table)))
    there = {column.name for column in known.description or ()}
    columns = [name for name in told[0] if name in there]
    blanks = {name: BLANKS.get(kind, "") for name, kind in wanted if name not in columns}
    columns_sql = sql.SQL(", ").join(map(sql.Identifier, [*columns, *blanks]))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns_sql)
    tail = "".join(f"\t{value}" for value in blanks.values()) + "\n"
    with connection.cursor().copy(statement) as copy:
        copy.write("".join(_lines(told, columns, tail)))


def _lines(told: Iterable[dict[str, Any]], columns: Sequence[str], tail: str) -> Iterable[str]:
    for row in told:
        yield "\t".join([_text(row[name]) for name in columns]) + tail


def _text(value: object) -> str:
    """Spell a value as COPY reads it. Our sentences hold no tab; payloads may hold a backslash."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\") if "\\" in value else value
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
