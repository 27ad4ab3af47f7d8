from __future__ import annotations

import pytest
from django.db import connection

from pharos.cases.actions.erase import erase_content
from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.ledger.stored import case_chain
from pharos.cases.models import Case
from pharos.cases.states import Disposition
from pharos.cases.tests.deeds import answered, code_of, fresh, is_whole, kinds
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.roles import Role
from pharos.testing.world import World

ADDRESS = "I live at 4 Harbour Street, Lisbon."


@pytest.fixture
def compliance(world: World) -> Actor:
    return world.staff("Ines", world.support, role=Role.COMPLIANCE).actor()


def erased(case: Case, actor: Actor, seq: int = 1, why: str = "asked by the customer") -> str:
    return code_of(lambda: erase_content(actor=actor, number=case.number, seq=seq, why=why))


def stored(case: Case) -> str:
    """Everything that the database holds of a case, as text."""
    with brand_scope(case.brand_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(c)::text FROM cases_case c WHERE id = %s UNION ALL "
            "SELECT row_to_json(e)::text FROM ledger_entry e WHERE case_id = %s",
            [case.pk, case.pk],
        )
        return "\n".join(row for (row,) in cursor.fetchall())


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.COMPLIANCE, "ok"),
        (Role.ADMINISTRATOR, "ok"),
        (Role.AGENT, "may_not_erase"),
        (Role.SUPERVISOR, "may_not_erase"),
        (Role.QUALITY, "may_not_erase"),
    ],
)
def test_only_compliance_and_administrators_erase(world: World, role: Role, code: str) -> None:
    case = world.asked(text=ADDRESS)
    actor = world.staff("Somebody", world.support, role=role).actor()

    assert erased(case, actor) == code

    assert ("Harbour" in stored(case)) == (code != "ok")


def test_erased_words_are_nowhere_and_their_place_and_the_reason_stay(
    world: World, compliance: Actor
) -> None:
    case = world.asked(text=ADDRESS)

    assert erased(case, compliance) == "ok"

    assert "Harbour" not in stored(case)
    first, _opened, receipt = world.entries(case)
    assert (first.is_erased, first.body) == (True, None)
    assert (receipt.kind, receipt.author_name) == ("erasure", "Ines")
    assert receipt.payload == {"position": 1, "why": "asked by the customer"}
    assert (fresh(case).subject, fresh(case).last_words) == ("…", "…")
    assert is_whole(case)


def test_erasing_one_entry_leaves_the_words_of_others(world: World, compliance: Actor) -> None:
    case = world.asked(text=ADDRESS)
    answered(case, world.amara, "Thank you.")

    erased(case, compliance)

    assert (fresh(case).subject, fresh(case).last_words) == ("…", "Thank you.")
    assert "Thank you." in stored(case)


def test_an_erased_resolution_leaves_the_case_as_well(world: World, compliance: Actor) -> None:
    case = world.asked()
    said = Outcome(disposition=Disposition.EXPLAINED, text=ADDRESS)
    resolve_case(actor=world.amara.actor(), number=case.number, outcome=said)

    erased(case, compliance, seq=world.entries(case)[-1].seq)

    assert "Harbour" not in stored(case)
    assert fresh(case).resolution_text == "…"
    assert is_whole(case)


def test_erasing_twice_says_it_once(world: World, compliance: Actor) -> None:
    case = world.asked(text=ADDRESS)

    assert [erased(case, compliance), erased(case, compliance)] == ["ok", "ok"]

    assert kinds(world.entries(case)) == ["message", "opened", "erasure"]


def test_what_has_no_words_can_be_erased_too(world: World, compliance: Actor) -> None:
    case = world.asked(reason="ACC.LOCKED")

    assert erased(case, compliance, seq=2) == "ok"

    with brand_scope(case.brand_id):
        assert case_chain(case.pk).entries[1]["payload"] is None


@pytest.mark.parametrize(("seq", "why"), [(99, "asked"), (0, "asked"), (1, ""), (1, "  ")])
def test_nothing_is_erased_without_an_entry_and_a_reason(
    world: World, compliance: Actor, seq: int, why: str
) -> None:
    case = world.asked(text=ADDRESS)

    assert erased(case, compliance, seq, why) == ("not_found" if seq != 1 else "reason_missing")

    assert "Harbour" in stored(case)


def test_the_record_of_an_erasure_is_not_erased(world: World, compliance: Actor) -> None:
    case = world.asked(text=ADDRESS)
    erased(case, compliance)

    assert erased(case, compliance, seq=3) == "not_found"


def test_another_brand_s_compliance_finds_no_case(world: World) -> None:
    case = world.asked(text=ADDRESS)
    stranger = world.staff("Strange", world.other_support, role=Role.COMPLIANCE).actor()

    assert erased(case, stranger) == "not_found"
