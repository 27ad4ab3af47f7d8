"""The database of the release before comes up to date with everything that is in it."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from pharos.config.machine import roles
from pharos.testing.postgres import TestDatabase, test_server

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parent / "fixtures"
RELEASE = FIXTURES / "release-0.1.sql.gz"
KEY = (FIXTURES / "release-0.1-ledger-key.pem").read_text()
SAID = "Where are my 250 USDT?"
OPEN = """
SELECT k.number FROM cases_case k JOIN ledger_entry e ON e.case_id = k.id AND e.seq = 1
WHERE e.body = %s
"""
# What an agent does on the upgraded database, in a process of its own that knows no other.
WORK = """
from uuid import uuid4
from pharos.config.command import set_up_django
set_up_django()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.people.queries import staff_by_email
amara = staff_by_email("amara@northmere.test")
draft = ReplyDraft(body="Written after the upgrade.", client_token=str(uuid4()))
print("seq", send_reply(actor=amara.actor(), number={number!r}, draft=draft).seq)
client = Client()
client.force_login(amara)
page = client.get("/desk/cases/{number}/")
print("page", page.status_code, "They arrived at nine." in page.text)
print("queue", client.get("/desk/").status_code)
"""


@pytest.fixture
def upgraded() -> Iterator[TestDatabase]:
    """The old database, restored as its owner and migrated by today's program."""
    name = f"test_upgraded_{os.getpid()}"
    server, database = test_server(), test_server().database(name)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 OWNER {}")
    admin = server.database("postgres").admin_url
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(roles.OWNER)))
    psql = server.postgres.binaries.path("psql")
    subprocess.run(
        [psql, "--quiet", "--set", "ON_ERROR_STOP=1", database.owner_url],
        input=gzip.decompress(RELEASE.read_bytes()),
        check=True,
        capture_output=True,
    )
    migrated = pharos(database, "migrate", "--quiet")
    assert migrated.returncode == 0, migrated.stderr
    yield database
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(drop)


def pharos(database: TestDatabase, *words: str) -> subprocess.CompletedProcess[str]:
    return run(database, "-m", "pharos.config.command", *words)


def run(database: TestDatabase, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **database.environment(), "PHAROS_LEDGER_KEY": KEY, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_release_before_comes_up_to_date_with_its_data(upgraded: TestDatabase) -> None:
    with psycopg.connect(upgraded.admin_url) as connection:
        row = connection.execute(OPEN, [SAID]).fetchone()
    assert row is not None
    number = str(row[0])

    worked = run(upgraded, "-c", WORK.format(number=number))
    verified = pharos(upgraded, "verify", "--all")
    compared = pharos(upgraded, "reconcile", "--mark-age", "1000000000")

    assert worked.returncode == 0, worked.stderr
    assert "page 200 True" in worked.stdout
    assert "queue 200" in worked.stdout
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "BAD" not in verified.stdout
    assert compared.returncode == 0, compared.stdout + compared.stderr


def test_migrating_again_changes_nothing(upgraded: TestDatabase) -> None:
    again = pharos(upgraded, "migrate")

    assert again.returncode == 0, again.stderr
    assert "No migrations to apply" in again.stdout


def test_two_at_once_do_not_meet(upgraded: TestDatabase) -> None:
    with psycopg.connect(upgraded.owner_url, autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(7305471)")
        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(pharos, upgraded, "migrate", "--quiet")
            with pytest.raises(TimeoutError):
                second.result(timeout=4)
            first.execute("SELECT pg_advisory_unlock(7305471)")
            assert second.result(timeout=60).returncode == 0


@pytest.mark.parametrize(
    ("change", "code", "migrates"),
    [
        (
            "INSERT INTO django_migrations VALUES (DEFAULT, 'cases', '9999_x', now())",
            "newer",
            False,
        ),
        ("DELETE FROM django_migrations WHERE name = '0002_given_queues'", "older", True),
    ],
)
def test_a_schema_of_another_version_is_not_served(
    upgraded: TestDatabase, tmp_path: Path, change: str, code: str, *, migrates: bool
) -> None:
    """What is older can be brought up to date; what is newer has no way back."""
    secret = {"PHAROS_SECRET_KEY": "s" * 40, "PHAROS_HOME": str(tmp_path), "PHAROS_DEMO": "0"}
    with psycopg.connect(upgraded.owner_url, autocommit=True) as owner:
        owner.execute(change)

    for command in ("web", "worker"):
        refused = run(upgraded, "-m", "pharos.config.command", command, **secret)
        assert f"[schema_{code}]" in refused.stderr, refused.stderr
        assert refused.returncode != 0
    migrated = pharos(upgraded, "migrate", "--quiet")
    assert (migrated.returncode == 0) == migrates, migrated.stderr
    assert ("[schema_newer]" in migrated.stderr) != migrates
