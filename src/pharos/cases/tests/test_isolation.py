"""The wall between brands in PostgreSQL itself, behind a real PgBouncer in transaction pooling.

The pool has fewer server connections than there are clients, so that they are really shared.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import asyncpg
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg import errors, sql

from pharos.cases.ledger.verify import case_fault
from pharos.cases.models import Case
from pharos.cases.tests.bouncer import bouncer, is_installed
from pharos.cases.tests.ledger_hands import (
    Connection,
    Ground,
    append_rows,
    connected,
    ground,
    scoped,
    written,
)
from pharos.cases.tests.never_filled import NEVER_FILLED
from pharos.kernel.scope import brand_scope
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

pytestmark = pytest.mark.skipif(not is_installed(), reason="PgBouncer is not installed")

# The columns that whoever writes a row may give; the others PostgreSQL makes of them.
WRITTEN = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""
# Tables whose rows belong to a brand and that have no policy. Each with its reason.
WITHOUT_POLICY: dict[str, str] = {}
TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS walled,
       array_agg(p.cmd || ' ' || p.qual) FILTER (WHERE p.permissive = 'PERMISSIVE') AS policies
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'brand_id' AND NOT a.attisdropped
LEFT JOIN pg_policies p ON p.schemaname = 'public' AND p.tablename = c.relname
WHERE c.relkind IN ('r', 'p') GROUP BY 1, 2 ORDER BY 1
"""
BOUNDED = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def world(django_db_setup: None) -> World:
    return World()


@pytest.fixture(scope="module")
def one(world: World, database: TestDatabase) -> Ground:
    world.asked()
    made = ground(world)
    written(database.url, made.message())
    return made


@pytest.fixture(scope="module")
def two(world: World, database: TestDatabase) -> Ground:
    made = ground(world, elsewhere=True)
    written(database.url, made.message())
    return made


@pytest.fixture(scope="module")
def pooled(database: TestDatabase) -> Iterator[str]:
    """The application role behind a pool with one server connection."""
    with bouncer(database.url, size=1) as url:
        yield url


@pytest.fixture(scope="module")
def walled(database: TestDatabase) -> list[str]:
    with connected(database.url) as app:
        rows = app.execute(TABLES).fetchall()
    return [row["name"] for row in rows if row["name"] not in WITHOUT_POLICY]


def brands_in(connection: Connection, table: str) -> set[int]:
    query = sql.SQL("SELECT DISTINCT brand_id FROM {}").format(sql.Identifier(table))
    return {row["brand_id"] for row in connection.execute(query)}


def test_every_table_of_a_brands_rows_has_its_wall(database: TestDatabase) -> None:
    with connected(database.url) as app:
        tables = {row["name"]: row for row in app.execute(TABLES)}

    assert len(tables) >= 10
    assert set(WITHOUT_POLICY) <= set(tables)
    for name, row in tables.items():
        if name not in WITHOUT_POLICY:
            assert row["walled"], f"{name} has brand_id and no row-level security"
            # Restrictive ones besides only take away.
            (policy,) = row["policies"]
            assert policy.startswith("ALL "), name
            assert "pharos_brands()" in policy, name


@pytest.mark.requirement("CD-04")
def test_without_a_scope_every_brands_table_looks_empty(
    pooled: str, walled: list[str], one: Ground, two: Ground, database: TestDatabase
) -> None:
    with connected(database.admin_url) as everything:
        filled = {table for table in walled if brands_in(everything, table)}
    with connected(pooled) as app:
        seen = {table for table in walled if brands_in(app, table)}

    assert seen == set()
    assert set(walled) - filled <= NEVER_FILLED


@pytest.mark.parametrize("mine", ["one", "two"])
@pytest.mark.requirement("CD-04")
def test_a_scope_shows_its_own_brand_and_no_other(
    request: pytest.FixtureRequest, pooled: str, walled: list[str], one: Ground, mine: str
) -> None:
    brand: int = request.getfixturevalue(mine).brand_id
    with connected(pooled) as app, scoped(app, brand):
        seen = {table: found for table in walled if (found := brands_in(app, table))}

    assert {brand} == set().union(*seen.values())
    assert {"cases_case", "ledger_entry", "ledger_head", "people_customer"} <= set(seen)


@pytest.mark.requirement("CD-04")
def test_rows_are_not_put_into_another_brand(
    pooled: str, walled: list[str], one: Ground, two: Ground
) -> None:
    copy = (
        "INSERT INTO {0} ({1}) SELECT {1} FROM (SELECT"
        " (jsonb_populate_record(r, jsonb_build_object('brand_id', %s))).* FROM {0} r LIMIT 1) c"
    )
    move = "UPDATE {0} SET brand_id = %s"
    tried = 0
    with connected(pooled) as app:
        for table in walled:
            if table.startswith(("ledger_", "audit_")):
                continue
            for statement in (copy, move):
                tried += _refused(app, table, statement, one.brand_id, two.brand_id)
    assert tried >= 10


def _refused(app: Connection, table: str, statement: str, own: int, other: int) -> int:
    """Try it, and the same within the brand; return 0 where there is no row to try it with."""
    named = app.execute(WRITTEN, [table]).fetchall()
    columns = sql.SQL(", ").join(sql.Identifier(row["column_name"]) for row in named)
    query = sql.SQL(statement).format(sql.Identifier(table), columns)
    with scoped(app, own):
        if not brands_in(app, table):
            return 0
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"), scoped(app, own):
        app.execute(query, [other])
    try:
        with scoped(app, own):
            assert app.execute(query, [own]).rowcount >= 1
            raise psycopg.Rollback
    except errors.UniqueViolation:
        assert statement.startswith("INSERT"), "the wall let it through: only the key is taken"
    return 1


@BOUNDED
@given(plan=st.lists(st.sampled_from(["one", "two", "both", "none"]), min_size=2, max_size=12))
@pytest.mark.requirement("CD-04")
def test_a_scope_ends_with_its_transaction(
    pooled: str, one: Ground, two: Ground, plan: list[str]
) -> None:
    scopes = {
        "one": [one.brand_id],
        "two": [two.brand_id],
        "both": [one.brand_id, two.brand_id],
        "none": [],
    }
    with connected(pooled) as first, connected(pooled) as second:
        servers = set()
        for place, scope in enumerate(plan):
            client = (first, second)[place % 2]
            with client.transaction():
                seen_before = brands_in(client, "cases_case")
                client.execute(
                    "SELECT set_config('pharos.brand', %s, true)",
                    [",".join(map(str, scopes[scope]))],
                )
                seen = brands_in(client, "cases_case")
                row = client.execute("SELECT pg_backend_pid() AS pid").fetchone()
                servers.add((row or {})["pid"])

            assert seen_before == set()
            assert seen == set(scopes[scope])
        assert len(servers) == 1, "the connection was not shared"


@pytest.mark.requirement("CD-04")
def test_two_brands_at_once_never_see_each_other(
    database: TestDatabase, one: Ground, two: Ground
) -> None:
    seen: dict[int, list[set[int]]] = {one.brand_id: [], two.brand_id: []}
    pids: dict[int, set[int]] = {one.brand_id: set(), two.brand_id: set()}
    start = threading.Barrier(4)

    def work(brand: int) -> None:
        with connected(url) as client:
            start.wait()
            for _ in range(40):
                with scoped(client, brand):
                    seen[brand].append(brands_in(client, "ledger_entry"))
                    row = client.execute("SELECT pg_backend_pid() AS pid").fetchone()
                    pids[brand].add((row or {})["pid"])
                seen[brand].append(brands_in(client, "ledger_entry") | {brand})
                client.commit()

    with bouncer(database.url, size=2) as url, ThreadPoolExecutor(4) as pool:
        for running in [pool.submit(work, ground.brand_id) for ground in (one, two, one, two)]:
            running.result(timeout=30)

    assert all(found == {brand} for brand, every in seen.items() for found in every)
    assert pids[one.brand_id] & pids[two.brand_id], "the connections were not shared"


@pytest.mark.parametrize(("scope", "status"), [("own", "appended"), ("other", "no_case")])
def test_the_ledgers_door_works_behind_the_pool(
    pooled: str, one: Ground, two: Ground, scope: str, status: str
) -> None:
    brand = one.brand_id if scope == "own" else two.brand_id
    with connected(pooled) as app, scoped(app, brand):
        (answer,) = append_rows(app, one.message())

    assert answer["status"] == status


@pytest.fixture
def django_behind_the_pool(world: World, pooled: str) -> Iterator[None]:
    from django.db import connection

    from pharos.config.settings import database as read

    connection.close()
    direct = dict(connection.settings_dict)
    connection.settings_dict.update(read(pooled))
    yield
    connection.close()
    connection.settings_dict.update(direct)


def test_actions_work_behind_the_pool(django_behind_the_pool: None, world: World) -> None:
    from pharos.cases.actions.assign import take_case
    from pharos.cases.actions.reply import ReplyDraft, send_reply

    case = world.asked(world.customer(f"Dana {uuid4()}", assurance=2))
    amara = world.actor(world.amara)
    take_case(actor=amara, number=case.number)
    draft = ReplyDraft(body="It has arrived now.", client_token=str(uuid4()))

    first = send_reply(actor=amara, number=case.number, draft=draft)
    again = send_reply(actor=amara, number=case.number, draft=draft)

    assert (first.repeated, again.repeated, first.seq) == (False, True, again.seq)
    assert Case.objects.count() == 0, "outside a scope there is nothing to see"
    with brand_scope(world.brand.pk):
        assert Case.objects.get(pk=case.pk).touches == 1


def test_an_action_of_another_brand_finds_nothing_behind_the_pool(
    django_behind_the_pool: None, world: World
) -> None:
    from pharos.cases.actions.assign import take_case
    from pharos.kernel.errors import NotFound

    case = world.asked(world.customer(f"Dana {uuid4()}", assurance=2))

    with pytest.raises(NotFound):
        take_case(actor=world.actor(world.chen), number=case.number)
    take_case(actor=world.actor(world.amara), number=case.number)


def test_the_group_commit_writer_works_behind_the_pool(
    database: TestDatabase, world: World
) -> None:
    case = world.asked(world.customer(f"Dana {uuid4()}", assurance=2))
    thread = world.conversation(case)
    rows = [_inbound(case, thread, number) for number in range(20)]

    with bouncer(database.url, size=2) as url:
        answers = asyncio.run(_write_all(url, rows))

    chain = _chain(case)
    said = [e["body"] for e in chain.entries if e["author_kind"] == "customer"]
    assert {answer["status"] for answer in answers} == {"appended"}
    assert sorted(said[1:]) == sorted(row["body"] for row in rows)
    assert case_fault(chain) is None


def _chain(case: Case) -> Any:
    from pharos.cases.ledger.stored import case_chain

    with brand_scope(case.brand_id):
        return case_chain(case.pk)


def _inbound(case: Case, thread: Any, number: int) -> dict[str, Any]:
    from pharos.kernel.time import now

    return {
        "client_token": str(uuid4()),
        "brand_id": case.brand_id,
        "customer_id": case.customer_id,
        "channel": "widget",
        "external_id": thread.external_id,
        "author_name": "Dana",
        "body": f"words {number}",
        "payload": None,
        "created_at": now().isoformat(),
    }


async def _write_all(url: str, rows: list[dict[str, Any]]) -> list[Any]:
    from pharos.cases.ledger.writer import GroupCommitWriter
    from pharos.reception.receive import MOVES, RECEIVE

    async with asyncpg.create_pool(url, min_size=1, max_size=4, statement_cache_size=0) as pool:
        writer = GroupCommitWriter(pool, RECEIVE, MOVES)
        flushers = [asyncio.create_task(writer.run()) for _ in range(2)]
        answers = await asyncio.wait_for(asyncio.gather(*map(writer.write, rows)), 20)
        for flusher in flushers:
            flusher.cancel()
    return answers


def test_wake_ups_reach_a_listener_on_a_direct_connection(
    database: TestDatabase, pooled: str, one: Ground
) -> None:
    with psycopg.connect(database.url, autocommit=True) as listener:
        listener.execute("LISTEN pharos_live")
        with connected(pooled) as app, scoped(app, one.brand_id):
            append_rows(app, one.message())

        (heard,) = listener.notifies(timeout=5, stop_after=1)

    ((brand, number, *_places),) = json.loads(heard.payload)
    assert (brand, number) == (one.brand_id, one.number)
