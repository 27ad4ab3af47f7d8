"""Many writers at once: numbers without gaps, chains without breaks, nobody stalled."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pharos.cases.ledger.replay import differences
from pharos.cases.ledger.stored import case_chain
from pharos.cases.ledger.verify import case_fault
from pharos.cases.models import Case, Conversation
from pharos.cases.states import moves_for_sql
from pharos.cases.tests.ledger_hands import (
    Connection,
    Ground,
    append_rows,
    connected,
    ground,
    locked_out,
    scoped,
)
from pharos.cases.words import shortened
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

BOUNDED = settings(
    max_examples=8,
    deadline=None,
    # What threads do is not the same twice: a shrunk example would show something else.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RECEIVE = "SELECT * FROM reception_receive(%s::json, %s::json)"
MOVES = json.dumps(moves_for_sql())
LONGEST_SECONDS = 10


@pytest.fixture(scope="module")
def world(django_db_setup: None) -> World:
    return World()


def together(*works: Callable[[], None]) -> None:
    """Run all at the same time; the first error of any is raised."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], None]) -> None:
        start.wait()
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        for running in [pool.submit(begin, work) for work in works]:
            running.result(timeout=LONGEST_SECONDS)


def flush(url: str, brand: int, rows: list[dict[str, Any]], statuses: Counter[str]) -> None:
    """Write as a flusher does: what is busy comes again, nothing waits inside the database."""
    with connected(url) as connection:
        left = rows
        until = time.monotonic() + LONGEST_SECONDS
        while left:
            assert time.monotonic() < until, "a flusher never got through"
            with scoped(connection, brand):
                answers = append_rows(connection, *left)
            statuses.update(answer["status"] for answer in answers)
            left = [left[a["nr"] - 1] for a in answers if a["status"] == "busy"]
            if left:
                time.sleep(0.002)


def act(url: str, cases: list[Ground], milliseconds: int, row: dict[str, Any]) -> None:
    """Do as an action does: lock heads, lowest first, think a while, append, commit."""
    with connected(url) as connection, scoped(connection, cases[0].brand_id):
        connection.execute("SELECT ledger_lock(%s::bigint[])", [[case.case_id for case in cases]])
        time.sleep(milliseconds / 1000)
        for case in cases:
            target = {"case_id": case.case_id, "conversation_id": case.conversations[0]}
            (answer,) = append_rows(connection, {**row, **target})
            assert answer["status"] == "appended"


WRITERS = st.lists(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=8),
    min_size=2,
    max_size=4,
)
ACTIONS = st.lists(
    st.tuples(st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True), st.integers(0, 30)),
    max_size=3,
)


@BOUNDED
@given(writers=WRITERS, actions=ACTIONS)
@pytest.mark.requirement("CD-04")
def test_any_interleaving_numbers_without_gaps_and_chains_without_breaks(
    world: World,
    database: TestDatabase,
    writers: list[list[tuple[int, bool]]],
    actions: list[tuple[list[int], int]],
) -> None:
    cases = [ground(world, conversations=2) for _ in range(3)]
    statuses: Counter[str] = Counter()

    def writer(plan: list[tuple[int, bool]]) -> Callable[[], None]:
        rows = [cases[at].message(at % 2) if shown else cases[at].row() for at, shown in plan]
        return lambda: flush(database.url, cases[0].brand_id, rows, statuses)

    def action(held: list[int], milliseconds: int) -> Callable[[], None]:
        row = cases[0].message()
        return lambda: act(database.url, [cases[at] for at in held], milliseconds, row)

    together(*map(writer, writers), *(action(*plan) for plan in actions))

    expected = Counter(at for plan in writers for at, _shown in plan)
    expected.update(at for held, _milliseconds in actions for at in held)
    for at, case in enumerate(cases):
        chain = case.chain()
        assert case_fault(chain) is None
        assert [entry["seq"] for entry in chain.entries] == list(range(1, expected[at] + 1))


@BOUNDED
@given(sends=st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=6), min_size=2, max_size=3))
@pytest.mark.requirement("CH-03")
def test_any_pattern_of_resending_writes_once(
    world: World, database: TestDatabase, sends: list[list[int]]
) -> None:
    case = ground(world)
    tokens = [str(uuid4()) for _ in range(5)]
    statuses: Counter[str] = Counter()

    def sender(plan: list[int]) -> Callable[[], None]:
        rows = [case.message(client_token=tokens[n], body=f"number {n}") for n in plan]
        return lambda: flush(database.url, case.brand_id, rows, statuses)

    together(*map(sender, sends))

    sent = {n for plan in sends for n in plan}
    entries = case.chain().entries
    assert sorted(entry["body"] for entry in entries) == [f"number {n}" for n in sorted(sent)]
    assert statuses["appended"] == len(sent)
    assert statuses["repeated"] == sum(map(len, sends)) - len(sent)
    assert case_fault(case.chain()) is None


def asked(world: World, count: int) -> list[Case]:
    """Cases of as many customers; one customer's questions about one thing are one case."""
    people = [world.customer(f"Dana {uuid4()}", assurance=2) for _ in range(count)]
    return [world.asked(person, text=f"case {n}") for n, person in enumerate(people)]


def hot_row(world: World, case: Case, thread: Conversation, text: str) -> dict[str, Any]:
    return {
        "client_token": str(uuid4()),
        "brand_id": case.brand_id,
        "customer_id": case.customer_id,
        "channel": "widget",
        "external_id": thread.external_id,
        "author_name": "Dana",
        "body": text,
        "payload": None,
        "created_at": now().isoformat(),
    }


def receive(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with connection.transaction():
        return connection.execute(RECEIVE, [json.dumps(rows), MOVES]).fetchall()


def test_the_hot_door_is_not_stalled_by_a_case_that_an_action_holds(
    world: World, database: TestDatabase
) -> None:
    held, *free = asked(world, 4)
    rows = [hot_row(world, c, world.conversation(c), "again") for c in (held, *free)]
    with (
        connected(database.url) as action,
        connected(database.url) as door,
        scoped(action, held.brand_id),
    ):
        locked_out(action, held.pk)
        action.execute("SELECT FROM cases_case WHERE id = %s FOR NO KEY UPDATE", [held.pk])
        began = time.monotonic()
        answers = {a["nr"]: a for a in receive(door, rows)}
        took = time.monotonic() - began

    assert {nr: a["status"] for nr, a in answers.items()} == {
        1: "busy",
        2: "appended",
        3: "appended",
        4: "appended",
    }
    assert took < 1


@settings(BOUNDED, max_examples=5)
@given(seed=st.integers(0, 2**16), batch=st.integers(1, 5))
@pytest.mark.requirement("CH-03")
def test_two_flushers_of_the_hot_door_and_slow_actions_lose_double_and_stall_nothing(
    world: World, database: TestDatabase, seed: int, batch: int
) -> None:
    cases = asked(world, 4)
    threads = [world.conversation(case) for case in cases]
    draw = random.Random(seed)
    rows = [
        hot_row(world, cases[n % 4], threads[n % 4], f"words {n}") | {"n": n} for n in range(24)
    ]
    # Each is sent by both flushers, so that every one is a resend of the other's too.
    plans = [draw.sample(rows, len(rows)) for _ in range(2)]

    def flusher(plan: list[dict[str, Any]]) -> None:
        left, until = list(plan), time.monotonic() + LONGEST_SECONDS
        with connected(database.url) as connection:
            while left:
                assert time.monotonic() < until, "a flusher never got through"
                now_sent, left = left[:batch], left[batch:]
                answers = receive(connection, now_sent)
                left += [now_sent[a["nr"] - 1] for a in answers if a["status"] == "busy"]

    def action() -> None:
        for _ in range(3):
            pair = draw.sample(cases, 2)
            with connected(database.url) as connection, scoped(connection, world.brand.pk):
                ids = sorted(case.pk for case in pair)
                connection.execute("SELECT ledger_lock(%s::bigint[])", [ids])
                connection.execute(
                    "UPDATE cases_case SET subject = subject WHERE id = ANY (%s)", [ids]
                )
                time.sleep(0.01)

    together(*(lambda plan=plan: flusher(plan) for plan in plans), action)

    with brand_scope(world.brand.pk):
        for at, case in enumerate(cases):
            chain = case_chain(case.pk)
            said = [e["body"] for e in chain.entries if e["author_kind"] == "customer"]
            expected = [f"case {at}", *(f"words {n}" for n in range(24) if n % 4 == at)]
            assert case_fault(chain) is None
            assert sorted(said) == sorted(expected)
            case.refresh_from_db()
            assert differences(case, chain.entries) == {}


def test_equal_tokens_of_two_customers_are_told_apart(world: World, database: TestDatabase) -> None:
    one, two = asked(world, 2)
    rows = [
        hot_row(world, case, world.conversation(case), text) | {"client_token": "same"}
        for case, text in ((one, "of one"), (two, "of two"))
    ]

    with connected(database.url) as connection:
        answers = receive(connection, rows)

    told = {answer["nr"]: (answer["status"], answer["number"]) for answer in answers}
    assert told == {1: ("appended", one.number), 2: ("appended", two.number)}


@pytest.mark.parametrize(
    ("wrong", "answered"),
    [({}, 1), ({"customer": "eve"}, 0), ({"brand": "other"}, 0), ({"thread": "none"}, 0)],
)
@pytest.mark.requirement("CD-04")
def test_the_hot_door_wants_brand_thread_and_customer_to_go_together(
    world: World, database: TestDatabase, wrong: dict[str, str], answered: int
) -> None:
    case = world.asked()
    row = hot_row(world, case, world.conversation(case), "again")
    if "customer" in wrong:
        row["customer_id"] = world.eve.pk
    if "brand" in wrong:
        row["brand_id"] = world.elsewhere.pk
    if "thread" in wrong:
        row["external_id"] = str(uuid4())

    with connected(database.url) as connection:
        answers = receive(connection, [row])

    assert len(answers) == answered


def test_a_scope_binds_the_hot_door_too(world: World, database: TestDatabase) -> None:
    case = world.asked()
    row = hot_row(world, case, world.conversation(case), "again")

    with connected(database.url) as connection:
        with scoped(connection, world.elsewhere.pk):
            (other,) = connection.execute(RECEIVE, [json.dumps([row]), MOVES]).fetchall()
        with scoped(connection, world.brand.pk):
            (own,) = connection.execute(RECEIVE, [json.dumps([row]), MOVES]).fetchall()

    assert (other["status"], own["status"]) == ("no_case", "appended")


def test_a_scope_of_the_hot_door_ends_with_its_statement(
    world: World, database: TestDatabase
) -> None:
    case = world.asked()
    row = hot_row(world, case, world.conversation(case), "again")
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(RECEIVE, [json.dumps([row]), MOVES])
        (brands,) = connection.execute("SELECT pharos_brands()").fetchone() or ()

    assert brands is None


@pytest.fixture(scope="module")
def line(database: TestDatabase) -> Iterator[Callable[[str], str]]:
    with psycopg.connect(database.url, autocommit=True) as connection:

        def ask(text: str) -> str:
            row = connection.execute("SELECT reception_shortened(%s)", [text]).fetchone()
            assert row is not None
            return str(row[0])

        yield ask


@given(st.text(max_size=400) | st.text(alphabet=" \t\u3000\u200aab\x85\xa0\x1c…", max_size=300))
@settings(BOUNDED, max_examples=60)
def test_sql_shortens_words_as_python_does(line: Callable[[str], str], text: str) -> None:
    plain = text.replace("\x00", "")

    assert line(plain) == shortened(plain)
