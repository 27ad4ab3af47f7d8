"""The one door: what it writes, what it repeats, what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import errors

from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.verify import case_fault
from pharos.cases.models import Entry
from pharos.cases.tests.ledger_hands import (
    append_rows,
    connected,
    ground,
    locked_out,
    scoped,
    written,
)
from pharos.kernel.errors import Conflict
from pharos.kernel.scope import brand_scope
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World


def test_seq_counts_every_entry_and_position_what_the_customer_may_see(
    world: World, database: TestDatabase
) -> None:
    case = ground(world, conversations=2)

    answers = written(
        database.url, case.message(), case.row(), case.message(1), case.message(), case.row()
    )

    assert [answer["at_seq"] for answer in answers] == [1, 2, 3, 4, 5]
    assert [answer["at_position"] for answer in answers] == [1, None, 1, 2, None]
    assert case_fault(case.chain()) is None


def test_entries_of_several_cases_in_one_call_are_numbered_apart(
    world: World, database: TestDatabase
) -> None:
    one, two = ground(world), ground(world)

    answers = written(database.url, two.message(), one.message(), two.row(), one.row())

    assert [(a["at_case"], a["at_seq"]) for a in answers] == [
        (two.case_id, 1),
        (one.case_id, 1),
        (two.case_id, 2),
        (one.case_id, 2),
    ]
    assert case_fault(one.chain()) is None
    assert case_fault(two.chain()) is None


@pytest.mark.requirement("CH-03")
def test_the_same_token_writes_once_and_returns_the_first(
    world: World, database: TestDatabase
) -> None:
    case = ground(world)
    message = case.message(client_token="t-1")

    first, twin = written(database.url, message, message)
    (again,) = written(database.url, {**message, "body": "something else"})

    assert (first["status"], twin["status"], again["status"]) == (
        "appended",
        "repeated",
        "repeated",
    )
    assert twin["at_position"] == again["at_position"] == first["at_position"] == 1
    assert [entry["body"] for entry in case.chain().entries] == [message["body"]]


@pytest.mark.parametrize(
    "other",
    [
        {"author_id": 2},
        {"author_kind": "customer"},
        {"kind": "note"},
        {"place": 1},
    ],
)
def test_a_token_of_another_entry_is_not_taken_for_a_repeat(
    world: World, database: TestDatabase, other: dict[str, Any]
) -> None:
    case = ground(world, conversations=2)
    written(database.url, case.message(client_token="t-1"))

    (answer,) = written(database.url, case.message(client_token="t-1", **other))

    assert answer["status"] == "token_taken"
    assert len(case.chain().entries) == 1


def test_a_transaction_that_rolls_back_leaves_no_gap(world: World, database: TestDatabase) -> None:
    case = ground(world)
    written(database.url, case.message())
    with connected(database.url) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT set_config('pharos.brand', %s, true)", [str(case.brand_id)])
        (lost,) = append_rows(connection, case.message())
        connection.rollback()

    (kept,) = written(database.url, case.message())

    assert (lost["at_seq"], kept["at_seq"]) == (2, 2)
    assert case_fault(case.chain()) is None


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({}, "appended"),
        ({"brand": "other"}, "no_case"),
        ({"case": "other"}, "no_case"),
        ({"case": "none"}, "no_case"),
        ({"conversation": "other_case"}, "no_conversation"),
        ({"conversation": "other_brand"}, "no_conversation"),
        ({"conversation": "none"}, "no_conversation"),
    ],
)
@pytest.mark.requirement("CD-04")
def test_brand_case_and_conversation_must_go_together(
    world: World, database: TestDatabase, wrong: dict[str, str], status: str
) -> None:
    case, same_brand, other = ground(world), ground(world), ground(world, elsewhere=True)
    row = case.message()
    row["brand_id"] = {None: case.brand_id, "other": other.brand_id}[wrong.get("brand")]
    row["case_id"] = {None: case.case_id, "other": other.case_id, "none": 0}[wrong.get("case")]
    row["conversation_id"] = {
        None: case.conversations[0],
        "other_case": same_brand.conversations[0],
        "other_brand": other.conversations[0],
        "none": 0,
    }[wrong.get("conversation")]

    with connected(database.url) as connection, scoped(connection, case.brand_id):
        (answer,) = append_rows(connection, row)

    assert answer["status"] == status
    assert len(case.chain().entries) == (status == "appended")
    assert other.chain().entries == []
    assert same_brand.chain().entries == []


@pytest.mark.parametrize(
    ("scope", "status"), [("own", "appended"), ("other", "no_case"), ("none", "no_case")]
)
@pytest.mark.requirement("CD-04")
def test_a_scope_opens_the_ledgers_of_its_own_brand_only(
    world: World, database: TestDatabase, scope: str, status: str
) -> None:
    case, other = ground(world), ground(world, elsewhere=True)
    brands = {"own": [case.brand_id], "other": [other.brand_id], "none": []}[scope]

    with connected(database.url) as connection, scoped(connection, *brands):
        (answer,) = append_rows(connection, case.message())
        held = connection.execute(
            "SELECT ledger_lock(ARRAY[%s]::bigint[])", [case.case_id]
        ).fetchall()

    assert answer["status"] == status
    assert len(held) == (scope == "own")
    assert len(case.chain().entries) == (scope == "own")


def test_a_held_case_is_busy_and_the_others_go_on(world: World, database: TestDatabase) -> None:
    held, free = ground(world), ground(world)
    with (
        connected(database.url) as action,
        connected(database.url) as flusher,
        scoped(action, held.brand_id),
    ):
        locked_out(action, held.case_id)
        with scoped(flusher, free.brand_id):
            flusher.execute("SET LOCAL statement_timeout = '2s'")
            answers = append_rows(flusher, held.message(), free.message(), held.row())

    assert [answer["status"] for answer in answers] == ["busy", "appended", "busy"]
    assert held.chain().entries == []
    assert len(free.chain().entries) == 1


def test_a_visible_entry_without_a_conversation_is_refused_whole(
    world: World, database: TestDatabase
) -> None:
    case = ground(world)

    with pytest.raises((errors.CheckViolation, errors.NullValueNotAllowed)):
        written(database.url, case.message(), case.message(conversation_id=None))

    assert case.chain().entries == []


def test_an_action_reads_what_it_wrote_letter_by_letter(world: World) -> None:
    case, amara = ground(world), world.actor(world.amara)
    said = 'A "quote", a tab\t, 한국어, 🙂 and \\u0041'
    entry = NewEntry(
        brand_id=case.brand_id,
        case_id=case.case_id,
        kind="note",
        author=amara,
        visibility="staff",
        body=said,
        payload={"b": ["확인", {"a": 1}], "a": None},
        attachments=[{"name": "receipt.png"}],
        client_token="n-1",
    )

    with brand_scope(case.brand_id):
        first, again = append(entry), append(entry)
        kept = Entry.objects.get(case_id=case.case_id, seq=1)

    assert (first[0].repeated, again[0].repeated) == (False, True)
    assert (kept.body, kept.payload, kept.attachments) == (
        said,
        {"b": ["확인", {"a": 1}], "a": None},
        [{"name": "receipt.png"}],
    )
    assert case_fault(case.chain()) is None


def test_an_action_hears_that_its_token_belongs_to_another_entry(world: World) -> None:
    case = ground(world)

    def note(person: Any) -> NewEntry:
        return NewEntry(
            brand_id=case.brand_id,
            case_id=case.case_id,
            kind="note",
            author=world.actor(person),
            visibility="staff",
            body="Mine.",
            client_token="n-1",
        )

    with brand_scope(case.brand_id):
        append(note(world.amara))
        with pytest.raises(Conflict) as refused:
            append(note(world.bruno))

    assert refused.value.code == "token_taken"
