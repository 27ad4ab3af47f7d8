"""Who may enter our own PostgreSQL: an owner for migrations, a lesser role for everything else."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

OWNER, APP = "pharos_owner", "pharos_app"
DATABASE = "pharos"
RIGHTS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT"


def ensure(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Create both roles and the owner's database, or set them right; repeats safely."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role, password in passwords.items():
            _ensure_role(connection, role, password)
        if not _exists(connection, "pg_database", "datname", DATABASE):
            connection.execute(_create_database())
        for statement in _doors():
            connection.execute(statement)


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    verb = "ALTER" if _exists(connection, "pg_roles", "rolname", role) else "CREATE"
    connection.execute(
        sql.SQL(f"{verb} ROLE {{}} {RIGHTS} PASSWORD {{}}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )


def _exists(connection: psycopg.Connection, catalog: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = {}").format(
        sql.Identifier(catalog), sql.Identifier(column), sql.Literal(name)
    )
    return connection.execute(query).fetchone() is not None


def _create_database() -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} OWNER {}").format(
        sql.Identifier(DATABASE), sql.Identifier(OWNER)
    )


def _doors() -> list[sql.Composed]:
    database, app = sql.Identifier(DATABASE), sql.Identifier(APP)
    return [
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, app),
    ]
