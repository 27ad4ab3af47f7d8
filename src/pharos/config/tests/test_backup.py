"""A backup is taken while people work, and comes back in another place with every chain whole."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.config.machine import roles
from pharos.files.keeping import stored_keys, write_back
from pharos.testing.postgres import TestDatabase, test_server
from pharos.testing.world import World

pytestmark = pytest.mark.slow


@pytest.fixture
def elsewhere() -> Iterator[TestDatabase]:
    """An empty database, owned as ours is."""
    name = f"test_restored_{os.getpid()}"
    database = test_server().database(name)
    admin = test_server().database("postgres").admin_url
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 OWNER {}")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(roles.OWNER)))
    yield database
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(drop)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path


@pytest.fixture(autouse=True)
def no_roots_of_others(database: TestDatabase) -> None:
    """Other tests of this database sign roots with keys of their own, which no home of ours has."""
    with psycopg.connect(database.admin_url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM ledger_leaf")
        connection.execute("DELETE FROM ledger_root")


def pharos(
    database: TestDatabase, home: Path, *words: Any, **more: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **database.environment(), "PHAROS_HOME": str(home), **more}
    return subprocess.run(
        [sys.executable, "-m", "pharos.config.command", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def key(place: Path, database: TestDatabase) -> str:
    made = pharos(database, place / "home", "backup", "--new-key", place / "key")
    assert made.returncode == 0, made.stderr
    found = re.search(r"age1\w+", made.stdout)
    assert found
    return found[0]


def count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return int((row.fetchone() or (0,))[0])


def test_what_was_there_comes_back_elsewhere_with_every_chain_whole(
    world: World, database: TestDatabase, elsewhere: TestDatabase, place: Path, key: str
) -> None:
    case = world.asked(text="Where are my 250 USDT?")
    files = f"file://{place}/files"
    with stored_at(files):
        write_back("aa/picture", io.BytesIO(b"picture" * 1000))
    writing = threading.Thread(target=_write, args=(world, case.number))
    writing.start()

    taken = pharos(
        database, place / "home", "backup", place / "one.age", "--to", key, PHAROS_FILES_URL=files
    )
    writing.join()

    assert taken.returncode == 0, taken.stderr
    assert "1 attachments" in taken.stdout
    back = pharos(
        elsewhere,
        place / "second",
        *("restore", place / "one.age", "--key", place / "key"),
        PHAROS_FILES_URL=f"file://{place}/files-two",
    )
    assert back.returncode == 0, back.stdout + back.stderr
    assert "GOOD" in back.stdout
    with psycopg.connect(elsewhere.admin_url) as connection:
        said = connection.execute(
            "SELECT body FROM ledger_entry WHERE seq = 1 AND case_id = %s", [case.pk]
        ).fetchone()
    assert said == ("Where are my 250 USDT?",)
    # What was committed while the picture was taken is in it whole or not at all.
    assert (
        0 < count(elsewhere.admin_url, "ledger_entry") <= count(database.admin_url, "ledger_entry")
    )
    assert (place / "second" / "secret-key").exists() == (place / "home" / "secret-key").exists()
    with stored_at(f"file://{place}/files-two"):
        assert list(stored_keys()) == ["aa/picture"]


@contextmanager
def stored_at(url: str) -> Iterator[None]:
    settings.FILES_URL, before = url, settings.FILES_URL
    try:
        yield
    finally:
        settings.FILES_URL = before


def _write(world: World, number: str) -> None:
    from django.db import connections

    for place in range(30):
        draft = ReplyDraft(body=f"Answer {place}", client_token=str(uuid4()))
        send_reply(actor=world.amara.actor(), number=number, draft=draft)
    connections.close_all()


@pytest.mark.parametrize("fault", ["none", "flipped", "cut", "other key"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_written(
    world: World, database: TestDatabase, elsewhere: TestDatabase, place: Path, key: str, fault: str
) -> None:
    world.asked()
    pharos(database, place / "home", "backup", place / "one.age", "--to", key)
    whole = (place / "one.age").read_bytes()
    opens = place / "key"
    if fault == "flipped":
        middle = len(whole) // 2
        whole = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    elif fault == "cut":
        whole = whole[:-100]
    elif fault == "other key":
        opens = place / "other"
        pharos(database, place / "home", "backup", "--new-key", opens)
    (place / "two.age").write_bytes(whole)

    checked = pharos(
        database, place / "home", "backup", "--check", place / "two.age", "--key", opens
    )
    back = pharos(elsewhere, place / "second", "restore", place / "two.age", "--key", opens)

    assert (checked.returncode, back.returncode) == ((0, 0) if fault == "none" else (1, 1))
    expected = {"none": "", "other key": "backup_key"}.get(fault, "backup_damaged")
    assert expected in checked.stderr
    assert expected in back.stderr
    with psycopg.connect(elsewhere.owner_url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
    assert bool(row and row[0]) is (fault == "none")


def test_a_backup_comes_back_into_an_empty_place_only(
    world: World, database: TestDatabase, place: Path, key: str
) -> None:
    pharos(database, place / "home", "backup", place / "one.age", "--to", key)

    back = pharos(database, place / "second", "restore", place / "one.age", "--key", place / "key")

    assert back.returncode == 1
    assert "not_empty" in back.stderr


def test_only_the_newest_are_kept_and_nobody_reads_words_in_them(
    world: World, database: TestDatabase, place: Path, key: str
) -> None:
    world.asked(text="These words are nowhere to be read.")
    for name in ("2026-01-01T000000Z.pharos.age", "2026-01-02T000000Z.pharos.age"):
        (place / "all").mkdir(exist_ok=True)
        (place / "all" / name).write_bytes(b"old")

    taken = pharos(
        database, place / "home", "backup", "--keep", "2", place / "all", PHAROS_BACKUP_TO=key
    )

    assert taken.returncode == 0, taken.stderr
    kept = sorted(path.name for path in (place / "all").iterdir())
    assert len(kept) == 2
    assert kept[0] == "2026-01-02T000000Z.pharos.age"
    assert b"nowhere to be read" not in (place / "all" / kept[1]).read_bytes()
    assert (place / "all" / kept[1]).stat().st_mode & 0o077 == 0


def test_without_a_key_nothing_is_written(database: TestDatabase, place: Path) -> None:
    refused = pharos(database, place / "home", "backup", place / "one.age")

    assert refused.returncode == 1
    assert "no_key" in refused.stderr
    assert not (place / "one.age").exists()
