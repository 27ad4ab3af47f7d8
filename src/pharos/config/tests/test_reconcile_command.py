"""Each fault is planted as the administrator with triggers off, and must be named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import psycopg
import pytest
from psycopg.sql import SQL, Composed, Identifier, Literal

from pharos.cases.actions.merge import merge_cases
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.actions.spam import mark_spam
from pharos.config.command import main
from pharos.config.reconciling import reconcile
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

FIVE_MINUTES = timedelta(minutes=5)


WITHOUT_LEDGER = """
DELETE FROM ledger_entry WHERE case_id = %(case)s;
DELETE FROM ledger_conversation WHERE case_id = %(case)s;
DELETE FROM ledger_head WHERE case_id = %(case)s
"""
BOOKS = {
    "cases_case": "id",
    "clocks_clock": "case_id",
    "ledger_head": "case_id",
    "ledger_conversation": "case_id",
    "ledger_entry": "case_id",
}

KEEP = SQL("CREATE TEMP TABLE {kept} AS SELECT * FROM {table} WHERE {column} = {case}")
EMPTY = SQL("DELETE FROM {table} WHERE {column} = {case}")
PUT_BACK = SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {kept}")
# PostgreSQL makes the others of these.
WRITTEN = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""

Spoiling = Callable[[int, str], AbstractContextManager[None]]


def for_table(
    statement: SQL, table: str, column: str, case: int, columns: Sequence[str] = ()
) -> Composed:
    return statement.format(
        columns=SQL(", ").join(map(Identifier, columns)),
        table=Identifier(table),
        kept=Identifier(f"kept_{table}"),
        column=Identifier(column),
        case=Literal(case),
    )


@pytest.fixture
def spoiled(database: TestDatabase) -> Spoiling:
    @contextmanager
    def spoil(case: int, statements: str) -> Iterator[None]:
        """Change what no rule would let anybody change, and put it back: others read it too."""
        with psycopg.connect(database.admin_url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            for table, column in BOOKS.items():
                connection.execute(for_table(KEEP, table, column, case))
            for statement in statements.split(";"):
                connection.execute(statement, {"case": case})
            yield
            for table, column in BOOKS.items():
                connection.execute(for_table(EMPTY, table, column, case))
                columns = [name for (name,) in connection.execute(WRITTEN, [table])]
                connection.execute(for_table(PUT_BACK, table, column, case, columns))

    return spoil


def faults(world: World, oldest_mark: timedelta = FIVE_MINUTES) -> list[str]:
    (report,) = reconcile(oldest_mark=oldest_mark, only=world.brand.slug)
    return report.faults


@pytest.mark.requirement("CH-03")
def test_an_honest_desk_has_no_fault(world: World) -> None:
    case = world.asked()
    draft = ReplyDraft(body="We look into it.", client_token="reply-0001")
    send_reply(actor=world.actor(world.amara), number=case.number, draft=draft)
    world.asked(text="Still waiting.", external_id="another-thread")

    assert faults(world) == []


def test_what_was_set_aside_waits_for_nobody(world: World) -> None:
    target, source = world.asked(), world.asked(text="Still waiting.", reason="ACC.LOCKED")
    merge_cases(actor=world.amara.actor(), number=source.number, into=target.number)
    junk = world.asked(world.eve, text="Buy pills.")
    mark_spam(actor=world.amara.actor(), number=junk.number)

    assert faults(world) == []


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ("DELETE FROM cases_case WHERE id = %(case)s", "there is no such case"),
        ("UPDATE cases_case SET assignee_id = 99999999 WHERE id = %(case)s", "does not exist"),
        ("UPDATE cases_case SET team_id = 99999999 WHERE id = %(case)s", "does not exist"),
        ("DELETE FROM clocks_clock WHERE case_id = %(case)s", "no clock covers entry 1"),
        (
            "UPDATE clocks_clock SET stopped_at = now() WHERE case_id = %(case)s",
            "waits for an answer, and no clock runs",
        ),
        ("UPDATE cases_case SET touches = 7 WHERE id = %(case)s", "touches is 7"),
        ("UPDATE ledger_head SET seq = 9 WHERE case_id = %(case)s", "is at 9, its last entry is 2"),
        (
            "UPDATE ledger_conversation SET position = 9 WHERE case_id = %(case)s",
            "is at 9, its last entry is 1",
        ),
        ("DELETE FROM ledger_entry WHERE case_id = %(case)s", "its last entry is 0"),
        (WITHOUT_LEDGER, "has no ledger"),
    ],
)
def test_a_fault_is_named_with_its_case(
    world: World, spoiled: Spoiling, spoil: str, named: str
) -> None:
    case = world.asked()

    with spoiled(case.pk, spoil):
        found = faults(world)

    assert any(named in fault for fault in found), found


def test_what_no_worker_has_followed_up_for_long_is_named(world: World) -> None:
    case = world.asked()

    assert faults(world) == []
    assert faults(world, oldest_mark=timedelta(seconds=-1)) == [
        f"entry 1 of case {case.number} still waits for a worker"
    ]


def test_the_command_ends_with_three_if_it_names_anything(
    world: World, spoiled: Spoiling, capsys: pytest.CaptureFixture[str]
) -> None:
    case = world.asked()

    with spoiled(case.pk, "UPDATE cases_case SET waiting_since = now() WHERE id = %(case)s"):
        status = main(["reconcile", "--brand", world.brand.slug])

    printed = capsys.readouterr().out
    assert status == 3
    assert f"BAD   {world.brand.slug}: case {case.number}: waiting_since" in printed
    assert printed.splitlines()[-1].startswith("BAD   ")


def test_the_command_looks_at_one_brand_alone_and_knows_which_there_are(
    world: World, spoiled: Spoiling, capsys: pytest.CaptureFixture[str]
) -> None:
    case = world.asked()

    with spoiled(case.pk, "UPDATE cases_case SET touches = 7 WHERE id = %(case)s"):
        elsewhere = main(["reconcile", "--brand", world.elsewhere.slug])
    assert elsewhere == 0
    assert "GOOD  0 cases" in capsys.readouterr().out
    assert main(["reconcile", "--brand", "no-such-brand"]) == 1
    assert "[brand_unknown]" in capsys.readouterr().err
