"""Looking for words in everything that a database holds."""

from __future__ import annotations

import psycopg
from psycopg import sql

from pharos.testing.postgres import TestDatabase

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def tables_with(database: TestDatabase, words: str) -> list[str]:
    """Return the tables in which any column of any row holds the words, as text or in bytes."""
    found = []
    with psycopg.connect(database.admin_url) as connection:
        for (table,) in connection.execute(TABLES).fetchall():
            query = sql.SQL(
                "SELECT count(*) FROM {} t WHERE t::text ILIKE %s OR t::text ILIKE %s"
            ).format(sql.Identifier(table))
            row = connection.execute(query, [f"%{words}%", f"%{words.encode().hex()}%"]).fetchone()
            if row is not None and row[0]:
                found.append(table)
    return found
