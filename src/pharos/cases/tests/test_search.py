from __future__ import annotations

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.cases.actions.erase import erase_content
from pharos.cases.actions.index_entries import index_entries
from pharos.cases.actions.note import add_note
from pharos.cases.models import Case
from pharos.cases.search.queries import search_cases
from pharos.cases.search.words import asked, terms_of
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

HASH = "0x8c41d7e2b5a90be2f1c3d4e5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f"


def indexed(world: World) -> None:
    while index_entries(actor=Actor.system(world.brand.pk, world.elsewhere.pk)):
        pass


def found(staff: Staff, text: str) -> list[str]:
    actor = staff.actor()
    with reading(actor):
        return [each.case.number for each in search_cases(actor, text)]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("My deposits are missing", "deposit"),
        ("My deposits are missing", "MISSING deposits"),
        ("My deposits are missing", "missi"),
        ("Los depósitos no llegan", "deposito"),
        ("Где мои депозиты?", "депозит"),
        ("我的充值还没有到账", "到账"),
        ("我的充值还没有到账", "充值"),
        ("我的充值还没有到账", "账"),
        ("入金がまだ反映されていません", "反映"),
        ("입금이 아직 도착하지 않았습니다", "입금"),
        ("ยังไม่ได้รับเงินฝาก", "เงินฝาก"),
        (f"Here is it: {HASH}.", HASH),
        (f"Here is it: {HASH}.", HASH.upper().replace("0X", "0x")),
        (f"Here is it: {HASH}.", HASH[2:]),
        (f"Here is it: {HASH}.", HASH[:12]),
        ("Sent to TQrZ9wBzHAoUM7QMY6v3xW8Jd5g2kLnPqs today", "TQrZ9wBzHAoUM7QMY6v3xW8Jd5g2kLnPqs"),
        ("Order ORD-2024-000481 is stuck", "ORD-2024-000481"),
        ("\uff26\uff55\uff4c\uff4c width \uff11\uff12\uff13", "full 123"),
    ],
)
def test_what_was_said_is_found_in_any_language(world: World, said: str, wanted: str) -> None:
    case = world.asked(text=said)
    other = world.asked(world.customer("Other", assurance=0), "Nothing like that at all")
    indexed(world)

    assert found(world.amara, wanted) == [case.number]
    assert found(world.amara, "nothing like that") == [other.number]


def test_a_case_is_found_by_its_number_its_customer_and_their_handle(world: World) -> None:
    case = world.asked(world.dana, "Question")
    world.asked(world.minjun, "Another question", reason="ACC.LOCKED")
    indexed(world)

    spoken = case.number.lower().replace("-", " ")
    assert found(world.amara, spoken) == [case.number]
    assert found(world.amara, case.number[:4]) == [case.number]
    assert found(world.amara, "dana") == [case.number]
    assert found(world.amara, f"Dana-{world.mark}") == [case.number]


def test_nothing_is_found_by_what_nobody_said(world: World) -> None:
    world.asked(text="My deposit is missing")
    indexed(world)

    assert found(world.amara, "withdrawal") == []
    assert found(world.amara, "deposit withdrawal") == []
    assert found(world.amara, "  ") == []
    assert found(world.amara, "'); -- & | ! :*") == []


def test_staff_find_their_own_brands_and_notes_too(world: World) -> None:
    case = world.asked()
    add_note(actor=world.kofi.actor(), number=case.number, body="Zebra", client_token="z" * 8)
    indexed(world)

    assert found(world.olena, "zebra") == [case.number]
    assert found(world.chen, "zebra") == []
    assert found(world.chen, case.number) == []


def test_sealed_work_is_never_in_the_index(world: World) -> None:
    case: Case = world.asked()
    from pharos.cases.ledger.append import NewEntry, append, lock_heads
    from pharos.kernel.scope import brand_scope

    with brand_scope(case.brand_id):
        lock_heads([case.pk])
        sealed = NewEntry(
            brand_id=case.brand_id,
            case_id=case.pk,
            kind="note",
            author=world.bruno.actor(),
            visibility="sealed",
            body="Quagga",
        )
        open_note = NewEntry(
            brand_id=case.brand_id,
            case_id=case.pk,
            kind="note",
            author=world.bruno.actor(),
            visibility="staff",
            body="Okapi",
        )
        append(sealed, open_note)
    indexed(world)

    assert found(world.bruno, "okapi") == [case.number]
    assert found(world.bruno, "quagga") == []


@pytest.mark.parametrize("first", ["indexed", "erased"])
def test_erased_words_are_gone_from_the_index_at_once(
    world: World, database: TestDatabase, first: str
) -> None:
    case = world.asked(text="Platypus")
    if first == "indexed":
        indexed(world)
        assert found(world.amara, "platypus") == [case.number]

    ines = world.staff("Ines", world.support, role=Role.COMPLIANCE)
    erase_content(actor=ines.actor(), number=case.number, seq=1, why="asked for")
    assert found(world.amara, "platypus") == []

    indexed(world)
    assert found(world.amara, "platypus") == []
    with psycopg.connect(database.admin_url) as everything:
        kept = everything.execute(
            "SELECT count(*) FROM cases_search WHERE case_id = %s AND seq = 1", [case.pk]
        ).fetchone()
    assert kept == (0,)


def test_the_index_is_used_by_the_application_role(world: World, database: TestDatabase) -> None:
    """The function runs as the owner, so no policy stands in front of the index."""
    with psycopg.connect(database.url) as app:
        (owner_runs,) = app.execute(
            "SELECT prosecdef FROM pg_proc WHERE proname = 'desk_search'"
        ).fetchone() or (False,)

    assert owner_runs


@given(st.text(max_size=60))
def test_whatever_is_asked_finds_the_text_that_says_it(text: str) -> None:
    terms = terms_of(text)

    for group in asked(text):
        begins = any(each.startswith(group["term"]) for each in terms.exact)
        assert group["term"] in terms.exact or (group["begins"] and begins)
