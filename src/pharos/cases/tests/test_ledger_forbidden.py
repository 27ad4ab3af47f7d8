"""Every way past the one door, tried by the application role, then by the owner."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from pharos.cases.ledger.verify import case_fault
from pharos.cases.tests.ledger_hands import (
    CHANGES,
    Connection,
    Ground,
    append_rows,
    connected,
    ground,
    scoped,
    written,
)
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

DENIED = errors.InsufficientPrivilege
TABLES = ("ledger_entry", "ledger_head", "ledger_conversation", "ledger_root", "ledger_leaf")
# What each table's rows would be changed in.
COLUMN = {
    "ledger_entry": "body = 'never said'",
    "ledger_head": "seq = seq + 1",
    "ledger_conversation": "position = position + 1",
    "ledger_root": "leaves = leaves + 1",
    "ledger_leaf": "length = length + 1",
}


@pytest.fixture(scope="module")
def world(django_db_setup: None) -> World:
    """One for all of these tests: what they try to change is rolled back or refused."""
    return World()


@pytest.fixture(scope="module")
def case(world: World, database: TestDatabase) -> Ground:
    made = ground(world)
    written(database.url, made.message(), made.row())
    return made


@pytest.fixture
def app(case: Ground, database: TestDatabase) -> Iterator[Connection]:
    """The application role inside the scope of the case's brand."""
    with connected(database.url) as connection, scoped(connection, case.brand_id):
        yield connection
        raise psycopg.Rollback


@pytest.fixture
def owner(case: Ground, database: TestDatabase) -> Iterator[Connection]:
    """The owner, whom grants do not stop. Row-level security does not bind it either."""
    with connected(database.owner_url) as connection, connection.transaction():
        yield connection
        raise psycopg.Rollback


@pytest.mark.requirement("CD-04")
def test_the_application_role_reads_and_appends(app: Connection, case: Ground) -> None:
    (answer,) = append_rows(app, case.row())
    rows = app.execute("SELECT seq FROM ledger_entry WHERE case_id = %s", [case.case_id])

    assert answer["status"] == "appended"
    assert len(rows.fetchall()) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {table} SELECT * FROM {table}",
        "INSERT INTO {table} DEFAULT VALUES",
        "UPDATE {table} SET {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "MERGE INTO {table} USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
        "COPY {table} FROM STDIN",
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        "SELECT * FROM {table} FOR UPDATE",
        "ALTER TABLE {table} ADD COLUMN more text",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} DISABLE TRIGGER append_only",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} OWNER TO CURRENT_USER",
        "ALTER TABLE {table} RENAME TO elsewhere",
        (
            "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ),
        "CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
        "CREATE INDEX ON {table} (hash)",
        "CREATE POLICY mine ON {table} USING (true)",
        "DROP TABLE {table} CASCADE",
        "GRANT ALL ON {table} TO CURRENT_USER",
        "COMMENT ON TABLE {table} IS 'mine'",
    ],
)
@pytest.mark.requirement("CD-04")
def test_the_application_role_changes_no_table_of_the_ledger(
    app: Connection, statement: str
) -> None:
    for table in TABLES:
        spelled = statement.format(table=table, column=COLUMN[table])
        if statement.startswith("GRANT"):
            # PostgreSQL only warns when there is nothing that one may grant.
            app.execute(spelled)
            spelled = f"UPDATE {table} SET {COLUMN[table]}"  # noqa: S608 our own
        with pytest.raises(DENIED), app.transaction():
            app.execute(spelled)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET LOCAL session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', true)",
        "SET ROLE pharos_owner",
        "SET SESSION AUTHORIZATION pharos_owner",
        "SET row_security = off; SELECT * FROM ledger_entry",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE OR REPLACE FUNCTION pharos_brands() RETURNS int[] LANGUAGE sql AS 'SELECT NULL'",
        "ALTER FUNCTION append_entries(json) SECURITY INVOKER",
        "ALTER FUNCTION append_entries(json) SET search_path = pg_temp, public",
        "DROP FUNCTION ledger_refuse_change() CASCADE",
        "CREATE EXTENSION dblink",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "GRANT pharos_owner TO CURRENT_USER",
        "ALTER DATABASE {database} SET session_replication_role = replica",
        # What the door does inside runs with the rights of whoever calls it.
        "SELECT ledger_write(ARRAY[]::ledger_given[])",
    ],
)
@pytest.mark.requirement("CD-04")
def test_the_application_role_does_not_become_somebody_else(
    app: Connection, database: TestDatabase, statement: str
) -> None:
    with pytest.raises((DENIED, errors.FeatureNotSupported)):
        app.execute(statement.format(database=database.name))


@pytest.mark.parametrize(
    "shadow",
    [
        "CREATE TEMP TABLE ledger_head (LIKE public.ledger_head)",
        "CREATE TEMP TABLE ledger_entry (LIKE public.ledger_entry)",
        "CREATE TEMP TABLE cases_conversation (LIKE public.cases_conversation)",
        (
            "CREATE FUNCTION pg_temp.pharos_brands() RETURNS int[] LANGUAGE sql"
            " AS $$SELECT array_agg(id)::int[] FROM brands_brand$$"
        ),
        (
            "CREATE FUNCTION pg_temp.ledger_digest(bytea, text) RETURNS bytea LANGUAGE sql"
            " AS $$SELECT NULL::bytea$$"
        ),
        "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$SELECT $1$$",
        (
            "CREATE FUNCTION pg_temp.json_array_elements(json) RETURNS SETOF json LANGUAGE sql"
            " AS $$SELECT NULL::json$$"
        ),
    ],
)
@pytest.mark.requirement("CD-04")
def test_objects_of_ones_own_do_not_stand_in_for_the_ledgers(
    app: Connection, world: World, case: Ground, shadow: str
) -> None:
    other = ground(world, elsewhere=True)
    app.execute(shadow)
    app.execute("SET LOCAL search_path = pg_temp, public, pg_catalog")

    own, foreign = append_rows_by_name(app, case.row(), other.row())

    assert (own["status"], foreign["status"]) == ("appended", "no_case")
    app.execute("SET LOCAL search_path = public")
    kept = app.execute(
        "SELECT body_digest IS NOT NULL AS whole FROM public.ledger_entry"
        " WHERE case_id = %s AND seq = 3",
        [case.case_id],
    ).fetchone()
    assert kept == {"whole": True}


def append_rows_by_name(app: Connection, *rows: dict[str, object]) -> list[dict[str, object]]:
    import json

    found = app.execute(
        "SELECT * FROM public.append_entries(%s::json) ORDER BY nr", [json.dumps(rows)]
    )
    return found.fetchall()


@pytest.mark.parametrize("name", ["ledger_micros(now())", "ledger_text('x')"])
def test_other_roles_may_not_call_the_ledgers_functions(database: TestDatabase, name: str) -> None:
    with connected(database.admin_url) as admin, admin.transaction():
        admin.execute("CREATE ROLE pharos_stranger")
        admin.execute("SET LOCAL ROLE pharos_stranger")
        with pytest.raises(DENIED):
            admin.execute(f"SELECT {name}")
        raise psycopg.Rollback


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET body = 'never said'",
        "UPDATE ledger_entry SET created_at = created_at - interval '1 day'",
        "UPDATE ledger_entry SET author_name = 'Eve'",
        "UPDATE ledger_entry SET hash = sha256('')",
        # Erasing by hand, but with one more thing changed.
        (
            "UPDATE ledger_entry SET body = NULL, payload = NULL, attachments = NULL, salt = NULL,"
            " kind = 'message', author_name = 'Eve'"
        ),
        "UPDATE ledger_entry SET body = NULL",
        "UPDATE ledger_entry SET salt = NULL",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "TRUNCATE cases_case CASCADE",
        "UPDATE ledger_head SET seq = seq - 1",
        "UPDATE ledger_head SET hash = sha256('')",
        "UPDATE ledger_head SET seq = seq + 1, number = 'other'",
        "DELETE FROM ledger_head",
        "UPDATE ledger_conversation SET position = 0",
        "UPDATE ledger_conversation SET position = position + 1, public_id = gen_random_uuid()",
        "DELETE FROM ledger_conversation",
    ],
)
@pytest.mark.requirement("CD-04")
def test_triggers_refuse_what_grants_do_not(owner: Connection, statement: str) -> None:
    with pytest.raises(DENIED, match="append-only"):
        owner.execute(statement)


@pytest.mark.requirement("CD-04")
def test_emptying_an_entry_changes_nothing_else_of_it(owner: Connection, case: Ground) -> None:
    empty = "body = NULL, payload = NULL, attachments = NULL, salt = NULL"
    here = f"case_id = {case.case_id} AND seq = 1"
    contents = ("body", "payload", "attachments", "salt")

    for column, change in CHANGES.items():
        if column not in contents:
            statement = f"UPDATE ledger_entry SET {empty}, {column} = {change} WHERE {here}"  # noqa: S608
            with pytest.raises(DENIED, match="append-only"), owner.transaction():
                owner.execute(statement)
    alone = owner.execute(f"UPDATE ledger_entry SET {empty} WHERE {here}")  # noqa: S608

    assert alone.rowcount == 1


def test_what_the_owner_puts_in_past_the_door_is_found(owner: Connection, case: Ground) -> None:
    assert case_fault(case.chain(owner)) is None

    owner.execute(
        "INSERT INTO ledger_entry SELECT case_id, 3, brand_id, conversation_id, NULL, kind,"
        " author_kind, author_id, author_name, 'staff', 'never said', NULL, NULL, created_at,"
        " NULL, salt, body_digest, NULL, NULL, hash, NULL FROM ledger_entry"
        " WHERE case_id = %s AND seq = 2",
        [case.case_id],
    )
    fault = case_fault(case.chain(owner))

    assert fault is not None
    assert fault.place == 3


@pytest.mark.parametrize(("scope", "erased"), [("own", True), ("other", False), ("none", False)])
@pytest.mark.requirement("CD-04")
def test_erasing_needs_the_scope_of_the_cases_brand(
    world: World, database: TestDatabase, scope: str, *, erased: bool
) -> None:
    case = ground(world)
    written(database.url, case.message())
    brands = {"own": [case.brand_id], "other": [world.elsewhere.pk], "none": []}[scope]

    with connected(database.url) as app:
        try:
            with scoped(app, *brands):
                app.execute(
                    "SELECT erase_entry(%s, 1, 'asked for it', 1, 'Bruno', now())", [case.case_id]
                )
        except errors.NoDataFound:
            assert not erased

    assert (case.chain().entries[0]["body"] is None) == erased
    assert case_fault(case.chain()) is None


@pytest.mark.parametrize(("seq", "why"), [(1, ""), (1, None), (9, "asked"), (0, "asked")])
def test_erasing_needs_an_entry_and_a_reason(
    app: Connection, case: Ground, seq: int, why: str | None
) -> None:
    with pytest.raises(errors.NoDataFound):
        app.execute("SELECT erase_entry(%s, %s, %s, 1, 'Bruno', now())", [case.case_id, seq, why])


def test_an_erasure_is_not_erased(app: Connection, case: Ground) -> None:
    erase = "SELECT erase_entry(%s, %s, 'asked', 1, 'Bruno', now()) AS seq"
    first = app.execute(erase, [case.case_id, 1]).fetchone()
    again = app.execute(erase, [case.case_id, 1]).fetchone()

    assert (first, again) == ({"seq": 3}, {"seq": None})
    with pytest.raises(errors.NoDataFound):
        app.execute(erase, [case.case_id, 3])
