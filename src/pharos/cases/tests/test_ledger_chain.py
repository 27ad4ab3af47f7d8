"""A changed byte is found, wherever it is, by whomever it was changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pharos.cases.ledger.canonical import digest, entry_hash, micros, spell
from pharos.cases.ledger.stored import verify_all, verify_case
from pharos.cases.ledger.verify import Fault, case_fault
from pharos.cases.tests.ledger_hands import (
    CHANGES,
    Connection,
    Ground,
    connected,
    ground,
    written,
)
from pharos.kernel.scope import brand_scope
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

ENTRIES = 7


@pytest.fixture(scope="module")
def case(django_db_setup: None, database: TestDatabase) -> Ground:
    """A case with every sort of entry."""
    made = ground(World(), conversations=2)
    written(
        database.url,
        made.message(client_token="t-1", payload='{"removed":["private_key"]}'),
        made.row(kind="state", body=None, payload='{"case":["NEW","TRIAGED"]}'),
        made.message(1, author_kind="customer", attachments='["receipt.png"]'),
        made.row(kind="review", body=None, author_id=None, author_name=None),
        made.row(visibility="sealed"),
        made.message(),
        made.message(1, body=None, kind="joined"),
    )
    return made


@pytest.fixture(scope="module")
def powers(database: TestDatabase) -> Any:
    """A superuser with the triggers off, whose changes are rolled back."""
    with connected(database.admin_url) as connection:
        yield connection


def fault_after(powers: Connection, case: Ground, *statements: str) -> Fault | None:
    """Say what verify finds after these statements, then take them back."""
    with powers.transaction(force_rollback=True):
        powers.execute("SET LOCAL session_replication_role = replica")
        powers.execute("DROP INDEX ledger_entry_position")
        for statement in statements:
            assert powers.execute(statement).rowcount == 1, "the change changed nothing"
        chain = case.chain(powers)
        fault = case_fault(chain)
        strays = [e["seq"] for e in chain.entries if e["brand_id"] != case.brand_id]
    return fault or (Fault("brand", strays[0], "stray") if strays else None)


def test_what_was_written_is_whole(powers: Connection, case: Ground) -> None:
    assert len(case.chain().entries) == ENTRIES
    assert fault_after(powers, case) is None
    with brand_scope(case.brand_id):
        assert verify_case(case.case_id) is None


@pytest.mark.parametrize("column", list(CHANGES))
@pytest.mark.requirement("CD-04")
def test_a_changed_byte_in_any_column_of_any_entry_is_found(
    powers: Connection, case: Ground, column: str
) -> None:
    found = 0
    for seq in range(1, ENTRIES + 1):
        here = f"case_id = {case.case_id} AND seq = {seq}"
        change = f"UPDATE ledger_entry SET {column} = {CHANGES[column]} WHERE {here}"  # noqa: S608 our own
        is_absent = column in ("position", "visible_hash") and seq in (2, 4, 5)
        if is_absent or (column == "visibility" and seq not in (2, 4, 5)):
            continue
        fault = fault_after(powers, case, change)
        found += 1

        # An entry moved to another seq is missed where it was.
        assert fault is not None, f"{column} of entry {seq}"
        assert fault.place in (seq, seq + 1), str(fault)
    assert found >= 3


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM ledger_entry WHERE case_id = {case} AND seq = 3",
        "DELETE FROM ledger_entry WHERE case_id = {case} AND seq = 7",
        "UPDATE ledger_head SET seq = seq - 1 WHERE case_id = {case}",
        "UPDATE ledger_head SET hash = sha256('') WHERE case_id = {case}",
        "UPDATE ledger_head SET number = '2222-2222-2' WHERE case_id = {case}",
        "UPDATE ledger_conversation SET position = 1 WHERE conversation_id = {thread}",
        "UPDATE ledger_conversation SET hash = sha256('') WHERE conversation_id = {thread}",
        (
            "UPDATE ledger_conversation SET public_id = gen_random_uuid()"
            " WHERE conversation_id = {thread}"
        ),
        "DELETE FROM ledger_conversation WHERE conversation_id = {thread}",
        (
            "UPDATE ledger_entry SET body = NULL, payload = NULL, attachments = NULL, salt = NULL"
            " WHERE case_id = {case} AND seq = 3"
        ),
    ],
)
@pytest.mark.requirement("CD-04")
def test_what_is_cut_off_or_emptied_by_hand_is_found(
    powers: Connection, case: Ground, change: str
) -> None:
    statement = change.format(case=case.case_id, thread=case.conversations[1])

    assert fault_after(powers, case, statement) is not None


@pytest.mark.parametrize("place", [0, 1])
def test_erasing_leaves_every_chain_whole(world: World, database: TestDatabase, place: int) -> None:
    case = ground(world, conversations=2)
    written(
        database.url, case.message(), case.message(1), case.row(), case.row(visibility="sealed")
    )
    with connected(database.url) as app:
        for seq in (1 + place, 3, 4):
            with app.transaction():
                app.execute("SELECT set_config('pharos.brand', %s, true)", [str(case.brand_id)])
                app.execute(
                    "SELECT erase_entry(%s, %s, 'she \"asked\", 부탁', 1, 'Bruno', now())",
                    [case.case_id, seq],
                )

    chain = case.chain()

    assert case_fault(chain) is None
    assert [entry["body"] is None for entry in chain.entries[:4]].count(True) == 3
    receipts = [json.loads(entry["payload"]) for entry in chain.entries[4:]]
    assert receipts == [
        {"position": 1, "why": 'she "asked", 부탁'},
        {"seq": 3, "why": 'she "asked", 부탁'},
        {"seq": 4, "why": 'she "asked", 부탁'},
    ]
    assert [entry["visibility"] for entry in chain.entries[4:]] == ["customer", "staff", "sealed"]


def test_an_erased_entry_is_still_bound_to_what_it_was(
    world: World, database: TestDatabase
) -> None:
    case = ground(world)
    written(database.url, case.message(), case.message())
    before = case.chain().entries[0]
    with connected(database.url) as app, app.transaction():
        app.execute("SELECT set_config('pharos.brand', %s, true)", [str(case.brand_id)])
        app.execute("SELECT erase_entry(%s, 1, 'asked', 1, 'Bruno', now())", [case.case_id])

    after = case.chain().entries[0]

    gone = {"body", "payload", "attachments", "salt"}
    assert {k: v for k, v in after.items() if k not in gone} == {
        k: v for k, v in before.items() if k not in gone
    }
    assert digest(before["salt"], before["body"]) == after["body_digest"]


def test_the_whole_ledger_is_walked_a_batch_at_a_time(world: World, database: TestDatabase) -> None:
    cases = [ground(world) for _ in range(5)]
    for case in cases:
        written(database.url, case.message())

    seen = dict(verify_all(batch=2))

    assert {case.number for case in cases} <= set(seen)
    assert [seen[case.number] for case in cases] == [None] * 5


# Local times, which the strategy wants without a zone.
EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001
OFFSETS = st.integers(-900, 900).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PLAIN = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
FIELDS = st.fixed_dictionaries(
    {
        "kind": PLAIN,
        "author_kind": st.sampled_from(["customer", "staff", "bot", "system"]),
        "author_id": st.none() | st.integers(1, 2**62),
        "author_name": st.none() | PLAIN,
        "body": st.none() | PLAIN,
        "payload": st.none() | st.dictionaries(PLAIN, PLAIN | st.integers()),
        "client_token": st.none() | PLAIN,
        "created_at": st.datetimes(EARLIEST, LATEST, timezones=OFFSETS),
        "is_visible": st.booleans(),
    }
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    entries=st.lists(
        FIELDS, min_size=1, max_size=5, unique_by=lambda entry: str(entry["client_token"])
    )
)
def test_sql_and_python_spell_every_entry_alike(
    world: World, database: TestDatabase, entries: list[dict[str, Any]]
) -> None:
    case = ground(world)
    rows = [_row(case, dict(entry)) for entry in entries]

    answers = written(database.url, *rows)

    assert {answer["status"] for answer in answers} == {"appended"}
    assert case_fault(case.chain()) is None


def _row(case: Ground, entry: dict[str, Any]) -> dict[str, Any]:
    shown = case.message if entry.pop("is_visible") else case.row
    entry["created_at"] = entry["created_at"].isoformat()
    entry["payload"] = None if entry["payload"] is None else json.dumps(entry["payload"])
    if entry["payload"] and "\\u0000" in entry["payload"]:
        entry["payload"] = None
    return shown(**entry)


TEXTS = st.none() | st.text(max_size=4) | st.integers(0, 99)


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
@example(["ab", "c"], ["a", "bc"])
@example(["", None], [None, ""])
def test_no_two_records_have_the_same_spelling(one: list[Any], two: list[Any]) -> None:
    def plain(record: list[Any]) -> list[str | None]:
        return [None if field is None else str(field) for field in record]

    same = b"".join(map(spell, one)) == b"".join(map(spell, two))

    assert same == (plain(one) == plain(two))


def test_an_entrys_hash_covers_each_of_its_fields() -> None:
    from pharos.cases.ledger.canonical import ENTRY_FIELDS, VISIBLE_FIELDS, visible_hash

    entry: Mapping[str, Any] = dict.fromkeys(ENTRY_FIELDS, "x")
    for covers, fields in ((entry_hash, ENTRY_FIELDS), (visible_hash, VISIBLE_FIELDS)):
        hashes = {covers(bytes(32), {**entry, field: "y"}) for field in fields}
        assert len(hashes | {covers(bytes(32), entry)}) == len(fields) + 1


@given(st.datetimes(EARLIEST, LATEST, timezones=OFFSETS))
def test_instants_are_whole_microseconds_in_utc(at: datetime) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros(at)) == at
