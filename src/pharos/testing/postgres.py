"""A PostgreSQL for the tests of this checkout: started once, reused, never durable.

    server = test_server()
    with server.clone("gw0") as database:
        database.url, database.owner_url, database.admin_url

The template is built by our own migrations under the owner role, again only when a migration
changed. Each worker gets a copy of its own, dropped at the end; copies of runs that were killed
are dropped by the next run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import psutil
import psycopg
from psycopg import sql

from pharos.config.machine import roles
from pharos.config.machine.home import CHECKOUT, Home
from pharos.config.machine.postgres import Postgres
from pharos.config.machine.stamps import schema_stamp

PREFIX = "pharos_template_"
BUILD_SECONDS = 300


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """One copy of the migrated database."""

    __test__ = False

    name: str
    url: str
    owner_url: str
    admin_url: str

    def environment(self) -> dict[str, str]:
        """Return what a process of ours needs to work on this copy."""
        return {"DATABASE_URL": self.url, "DATABASE_OWNER_URL": self.owner_url}


@dataclass(frozen=True, slots=True)
class TestServer:
    """The running server of this checkout's tests."""

    __test__ = False

    postgres: Postgres

    def template(self) -> str:
        """Return the name of the migrated template, built first if a migration changed."""
        name = PREFIX + schema_stamp()
        with (
            self.postgres.home.lock("template.lock", wait_seconds=BUILD_SECONDS),
            self._administration() as connection,
        ):
            if name not in _names(connection, PREFIX):
                self._build(connection, name)
                _sweep_templates(connection, keep=name)
        return name

    @contextmanager
    def clone(self, name: str) -> Iterator[TestDatabase]:
        """Lend a fresh database made from the template."""
        template, copy = self.template(), f"test_{name}_{os.getpid()}"
        with self._administration() as connection:
            _sweep_copies(connection)
            _drop(connection, copy)
            _create(connection, copy, template)
        try:
            yield self.database(copy)
        finally:
            with self._administration() as connection:
                _drop(connection, copy)

    def database(self, name: str) -> TestDatabase:
        """Describe a database of this server."""
        urls = [self.postgres.url(role, name) for role in ("app", "owner", "admin")]
        return TestDatabase(name, *urls)

    def _build(self, connection: psycopg.Connection, name: str) -> None:
        draft = f"building_{name}"
        _drop(connection, draft)
        _create(connection, draft, "template0")
        environment = {**os.environ, **self.database(draft).environment()}
        command = [sys.executable, "-m", "pharos.config.command", "migrate"]
        result = subprocess.run(  # noqa: S603 -- our own program
            command, env=environment, capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            message = f"`pharos migrate` failed on the tests' template:\n{result.stderr[-4000:]}"
            raise RuntimeError(message)
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))

    def _administration(self) -> psycopg.Connection:
        return psycopg.connect(self.postgres.url("admin", "postgres"), autocommit=True)


@cache
def test_server() -> TestServer:
    """Return the server of this checkout's tests, started if it does not run."""
    settings = {"max_connections": "300", "autovacuum": "off"}
    home = Home(os.environ.get("PHAROS_TEST_HOME") or CHECKOUT / ".pharos" / "test")
    return TestServer(Postgres(home, fsync=False, settings=settings).ensure_running())


test_server.__test__ = False  # type: ignore[attr-defined]


def _create(connection: psycopg.Connection, name: str, template: str) -> None:
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
    parts = (name, template, roles.OWNER)
    connection.execute(create.format(*map(sql.Identifier, parts)))


def _drop(connection: psycopg.Connection, name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(drop.format(sql.Identifier(name)))


def _names(connection: psycopg.Connection, prefix: str) -> list[str]:
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    return [name for (name,) in connection.execute(query, [prefix])]


def _sweep_templates(connection: psycopg.Connection, *, keep: str) -> None:
    for name in _names(connection, PREFIX):
        if name != keep:
            _drop(connection, name)


def _sweep_copies(connection: psycopg.Connection) -> None:
    for name in _names(connection, "test_"):
        owner = name.rpartition("_")[2]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            _drop(connection, name)
