"""Days' signed roots, and a past rewritten by somebody with every right in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors

from pharos.cases.ledger.canonical import (
    case_genesis,
    conversation_genesis,
    digest,
    entry_hash,
    visible_hash,
)
from pharos.cases.ledger.merkle import (
    climb,
    fold,
    inclusion_path,
    leaf_hash,
    signed_root_bytes,
    tree_hash,
)
from pharos.cases.ledger.roots import covering_roots, root_faults, sign_due_roots, sign_root
from pharos.cases.ledger.signing import installation_key, public_bytes
from pharos.cases.ledger.stored import verify_case
from pharos.cases.ledger.verify import case_fault
from pharos.cases.tests.ledger_hands import Connection, Ground, connected, ground, scoped, written
from pharos.config.command import main
from pharos.config.settings import database as read
from pharos.kernel.scope import brand_scope
from pharos.testing.postgres import TestDatabase, test_server
from pharos.testing.world import World

DAY = date(2026, 3, 1)


@contextmanager
def _installation(name: str) -> Iterator[TestDatabase]:
    """A database of these tests' own, with Django on it: roots are of a whole installation."""
    default = connections["default"]
    with test_server().clone(name) as clone:
        default.close()
        shared = dict(default.settings_dict)
        default.settings_dict.update(read(clone.url))
        try:
            yield clone
        finally:
            default.close()
            default.settings_dict.update(shared)


@pytest.fixture(scope="module")
def own(django_db_setup: None) -> Iterator[TestDatabase]:
    """Nothing in it is ever broken, so its roots hold from the first to the last."""
    with _installation("roots") as clone:
        yield clone


@pytest.fixture
def doomed(own: TestDatabase, request: pytest.FixtureRequest) -> Iterator[TestDatabase]:
    """One in which somebody rewrites the past."""
    with _installation("doomed") as clone:
        yield clone


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def key(settings: Any, home: Path) -> Ed25519PrivateKey:
    settings.HOME = home
    return installation_key(home)


@pytest.fixture
def case(own: TestDatabase, key: Ed25519PrivateKey) -> Ground:
    return _case(own)


@pytest.fixture
def day(own: TestDatabase) -> date:
    """The first day without a root."""
    with connected(own.url) as app:
        row = app.execute("SELECT max(day) AS day FROM ledger_root").fetchone()
    last: date | None = (row or {})["day"]
    return DAY if last is None else last + timedelta(days=1)


def _case(database: TestDatabase) -> Ground:
    made = ground(World())
    written(database.url, made.message(), made.row(), made.message())
    return made


def faults(key: Ed25519PrivateKey) -> list[str]:
    return [str(fault) for fault in root_faults(public_bytes(key))]


@given(st.integers(1, 70))
def test_each_leaf_of_any_tree_has_its_path(count: int) -> None:
    leaves = [leaf_hash(str(n), n, bytes(32)) for n in range(count)]
    root = tree_hash(leaves)

    for place, leaf in enumerate(leaves):
        path = inclusion_path(leaves, place)
        assert climb(leaf, place, count, path) == root
        assert len(path) <= (count - 1).bit_length()


@given(st.integers(2, 40), st.data())
def test_a_path_proves_no_other_leaf_and_no_other_place(count: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(str(n), n, bytes(32)) for n in range(count)]
    place = data.draw(st.integers(0, count - 1))
    other = data.draw(st.integers(0, count - 1).filter(lambda n: n != place))
    path = inclusion_path(leaves, place)

    assert climb(leaves[other], place, count, path) != tree_hash(leaves)
    for wrong in (path[1:], [*path, bytes(32)]):
        try:
            assert climb(leaves[place], place, count, wrong) != tree_hash(leaves)
        except ValueError:
            continue


def test_a_tree_is_that_of_rfc_6962() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert tree_hash([]).hex() == empty


def test_a_root_folds_what_moved_and_stands_on_the_one_before(
    own: TestDatabase, case: Ground, key: Ed25519PrivateKey, day: date
) -> None:
    other = ground(World())

    assert sign_root(day)
    written(own.url, other.message())
    assert sign_root(day + timedelta(days=1))
    assert sign_root(day + timedelta(days=2))

    with connected(own.url) as app:
        rows = app.execute("SELECT leaves FROM ledger_root ORDER BY day DESC LIMIT 3").fetchall()
    # Nothing; before it the other case with its conversation; before it at least this one.
    assert [row["leaves"] for row in rows][:2] == [0, 2]
    assert rows[2]["leaves"] >= 2
    assert faults(key) == []
    with brand_scope(case.brand_id):
        assert verify_case(case.case_id) is None


def test_a_day_is_signed_once_and_never_behind_another(
    own: TestDatabase, case: Ground, key: Ed25519PrivateKey, day: date
) -> None:
    assert sign_root(day)
    written(own.url, case.message())

    assert not sign_root(day)
    assert not sign_root(day - timedelta(days=1))
    assert faults(key) == []


def test_yesterday_is_due_from_midnight_utc(case: Ground, day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)

    assert sign_due_roots(midnight) == day
    assert sign_due_roots(midnight + timedelta(hours=23)) is None
    assert sign_due_roots(midnight + timedelta(days=5)) == day + timedelta(days=5)


@pytest.mark.parametrize("wrong", ["nothing", "day", "far", "before", "count", "signature", "key"])
def test_the_database_keeps_only_a_root_that_follows(
    own: TestDatabase, case: Ground, day: date, wrong: str
) -> None:
    sign_root(day)
    (kept,) = covering_roots(case_genesis(case.number).hex())
    row = [
        day + timedelta(days=1),
        bytes(32),
        kept["root"],
        bytes(64),
        bytes(32),
        ["c"],
        [1],
        [bytes(32)],
    ]
    if wrong == "day":
        row[0] = DAY - timedelta(days=1)
    elif wrong == "far":
        row[0] = date(2999, 1, 1)
    elif wrong == "signature":
        row[3] = bytes(1)
    elif wrong == "key":
        row[4] = bytes(1)
    elif wrong == "before":
        row[2] = bytes(32)
    elif wrong == "count":
        row[6] = [1, 2]
    statement = (
        "SELECT ledger_keep_root(%s, %s, %s, %s, %s, now(), %s::text[], %s::int[], %s::bytea[])"
    )

    with connected(own.url) as app, scoped(app):
        if wrong == "nothing":
            app.execute(statement, row)
            raise psycopg.Rollback
        with pytest.raises(errors.DataException):
            app.execute(statement, row)


def rewrite(admin: Connection, case: Ground, place: int, body: str) -> None:
    """Change an old entry and compute every hash after it anew, as only a superuser could."""
    chain = case.chain()
    before, visible = case_genesis(case.number), conversation_genesis(case.public_ids[0])
    admin.execute("SET LOCAL session_replication_role = replica")
    position = 0
    for entry in [dict(entry) for entry in chain.entries]:
        if entry["seq"] == place:
            entry |= {"body": body, "body_digest": digest(entry["salt"], body)}
        if entry["position"] is not None:
            position, visible = entry["position"], visible_hash(visible, entry)
            entry["visible_hash"] = visible
        before = entry_hash(before, {**entry, "number": case.number})
        admin.execute(
            "UPDATE ledger_entry SET body = %s, body_digest = %s, hash = %s, visible_hash = %s"
            " WHERE case_id = %s AND seq = %s",
            [
                entry["body"],
                entry["body_digest"],
                before,
                entry["visible_hash"],
                case.case_id,
                entry["seq"],
            ],
        )
    admin.execute("UPDATE ledger_head SET hash = %s WHERE case_id = %s", [before, case.case_id])
    admin.execute(
        "UPDATE ledger_conversation SET hash = %s WHERE conversation_id = %s AND position = %s",
        [visible, case.conversations[0], position],
    )


def rewrite_root(admin: Connection, key: Ed25519PrivateKey | None) -> None:
    admin.execute("SET LOCAL session_replication_role = replica")
    rows = admin.execute("SELECT chain, length, hash FROM ledger_leaf ORDER BY place").fetchall()
    leaves = [leaf_hash(**{"head" if k == "hash" else k: v for k, v in r.items()}) for r in rows]
    root = fold(bytes(32), tree_hash(leaves))
    admin.execute("UPDATE ledger_root SET root = %s", [root])
    if key is not None:
        signed = key.sign(signed_root_bytes(DAY.isoformat(), root, len(leaves)))
        admin.execute(
            "UPDATE ledger_root SET signature = %s, public_key = %s", [signed, public_bytes(key)]
        )


@pytest.mark.requirement("CD-04")
def test_a_rewritten_past_is_found_however_far_the_rewriting_goes(
    doomed: TestDatabase, key: Ed25519PrivateKey
) -> None:
    case = _case(doomed)
    sign_root(DAY)
    written(doomed.url, case.message())

    def after(step: Callable[[Connection], None]) -> tuple[bool, bool, list[str]]:
        with connected(doomed.admin_url) as admin:
            step(admin)
        with brand_scope(case.brand_id):
            by_root = verify_case(case.case_id) is None
        return case_fault(case.chain()) is None, by_root, faults(key)

    # The chain alone is deceived; the day's leaf is not.
    assert after(lambda admin: rewrite(admin, case, 1, "never said")) == (True, False, [])
    with connected(doomed.admin_url) as admin:
        rows = admin.execute("SELECT length FROM ledger_leaf").fetchall()
    assert sorted(row["length"] for row in rows) == [2, 3]

    # Nor are, further on, the fold of the leaves, its signature, and the key of this installation.
    with connected(doomed.admin_url) as admin:
        admin.execute("SET LOCAL session_replication_role = replica")
        for name, visible in _kept(case):
            admin.execute(
                "UPDATE ledger_leaf SET hash = (SELECT CASE WHEN %s THEN visible_hash ELSE hash"
                " END FROM ledger_entry WHERE case_id = %s AND seq = 3) WHERE chain = %s",
                [visible, case.case_id, name],
            )
    with brand_scope(case.brand_id):
        assert verify_case(case.case_id) is None
    assert [f.partition(": ")[2] for f in faults(key)] == ["is not the fold of its leaves"]
    for forger in (None, Ed25519PrivateKey.generate()):
        _chain, _leaf, found = after(lambda admin, forger=forger: rewrite_root(admin, forger))  # type: ignore[misc]
        assert [f.partition(": ")[2] for f in found] == ["is not signed by this installation's key"]


def _kept(case: Ground) -> list[tuple[str, bool]]:
    """The chains whose third entry the root covers, and whether it is the customer's."""
    thread = conversation_genesis(case.public_ids[0])
    return [(case_genesis(case.number).hex(), False), (thread.hex(), True)]


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first, second = installation_key(tmp_path / "home"), installation_key(tmp_path / "home")

    assert public_bytes(first) == public_bytes(second)
    assert (tmp_path / "home" / "ledger-key.pem").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["ledger-key.pem"]


def test_the_environments_key_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installation_key(tmp_path / "a")
    pem = (tmp_path / "a" / "ledger-key.pem").read_text()
    monkeypatch.setenv("PHAROS_LEDGER_KEY", pem)

    assert public_bytes(installation_key(tmp_path / "b")) == public_bytes(
        installation_key(tmp_path / "a")
    )
    assert not (tmp_path / "b").exists()


def test_the_command_walks_the_whole_ledger(
    case: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--all"]) == 0
    assert "GOOD" in capsys.readouterr().out


def test_the_command_names_what_was_rewritten(
    doomed: TestDatabase, key: Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, broken = _case(doomed), _case(doomed)
    sign_root(DAY)
    with connected(doomed.admin_url) as admin:
        rewrite(admin, broken, 1, "never said")

    assert main(["verify", "--all"]) == 3
    said = capsys.readouterr().out
    assert f"case {broken.number}, entry 3: is not what the root of 2026-03-01 covers" in said
    assert whole.number not in said


def test_a_case_that_is_gone_altogether_is_missed(
    doomed: TestDatabase, key: Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    case = _case(doomed)
    sign_root(DAY)
    with connected(doomed.admin_url) as admin:
        admin.execute("SET LOCAL session_replication_role = replica")
        for table in ("ledger_entry", "ledger_conversation", "ledger_head"):
            admin.execute(f"DELETE FROM {table} WHERE case_id = %s", [case.case_id])  # noqa: S608

    assert main(["verify", "--all"]) == 3
    assert case_genesis(case.number).hex() in capsys.readouterr().out


def test_the_command_says_what_it_wants() -> None:
    with pytest.raises(SystemExit) as refused:
        main(["verify"])

    assert refused.value.code == 2
