"""A step-up: what is not done for an account at one level is done at a higher one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pharos.cases.actions.prove import raise_assurance
from pharos.cases.actions.resolve import resolve_case
from pharos.cases.models import Case
from pharos.cases.states import ChatState, Disposition
from pharos.cases.tests.deeds import code_of, fresh, is_whole, kinds, outcome, resolved, together
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.testing.world import World

ACTION = outcome(Disposition.SOLVED_BY_ACTION, "The restriction is lifted.")


def at(world: World, level: int, customer: Customer | None = None) -> Actor:
    return replace(world.actor(customer or world.dana), assurance=level)


def proved(world: World, level: int) -> int:
    return raise_assurance(actor=at(world, level), proved_by="customer token")


def done_for(case: Case, world: World) -> str:
    return code_of(
        lambda: resolve_case(actor=world.amara.actor(), number=case.number, outcome=ACTION)
    )


@pytest.mark.requirement("ID-01", "ID-02")
def test_a_step_up_opens_what_was_refused(world: World) -> None:
    case = world.asked(text="Please unlock it.", reason="ACC.LOCKED")
    asked = world.entries(case)[2]
    assert (asked.kind, asked.payload, asked.visibility) == ("verify", {"level": 3}, "customer")
    assert done_for(case, world) == "assurance_too_low"

    assert proved(world, 3) == 1

    told = world.entries(case)[-1]
    assert (told.kind, told.visibility, told.author_kind) == ("assurance", "customer", "customer")
    assert told.payload == {"from": 2, "to": 3, "by": "customer token"}
    assert (fresh(case).assurance, world.conversation(case).assurance) == (3, 3)
    assert is_whole(case)
    assert done_for(case, world) == "ok"


def test_whoever_is_proved_enough_is_asked_for_nothing(world: World) -> None:
    case = world.asked(reason="DEP.NOT_FOUND")

    assert "verify" not in kinds(world.entries(case))


@pytest.mark.requirement("ID-01")
def test_three_is_not_four(world: World) -> None:
    case = world.asked(text="I lost my phone.", reason="ACC.2FA_LOST")

    proved(world, 3)

    assert done_for(case, world) == "assurance_too_low"


def test_proving_the_same_again_or_less_says_nothing(world: World) -> None:
    case = world.asked(reason="ACC.LOCKED")
    proved(world, 3)
    before = kinds(world.entries(case))

    assert [proved(world, 3), proved(world, 2)] == [0, 0]

    assert kinds(world.entries(case)) == before
    assert fresh(case).assurance == 3


def test_every_open_case_of_the_customer_hears_of_it_and_no_other(world: World) -> None:
    locked = world.asked(reason="ACC.LOCKED")
    lost = world.asked(reason="ACC.2FA_LOST")
    settled = world.asked(reason="DEP.NOT_FOUND")
    resolved(settled, world.amara)
    other = world.asked(world.minjun, reason="ACC.LOCKED")

    assert proved(world, 3) == 2

    levels = [fresh(case).assurance for case in (locked, lost, settled, other)]
    assert levels == [3, 3, 2, 2]


def test_two_browsers_that_prove_it_at_once_tell_it_once(world: World) -> None:
    case = world.asked(reason="ACC.LOCKED")

    results = together(lambda: proved(world, 3), lambda: proved(world, 3))

    assert not [result for result in results if isinstance(result, Exception)]
    assert kinds(world.entries(case)).count("assurance") == 1


def test_it_is_told_where_the_customer_wrote_last(world: World) -> None:
    case = world.asked(reason="ACC.LOCKED", surface="web")
    world.asked(reason="ACC.LOCKED", surface="app", text="From the app.")
    in_app = world.entries(case)[-1].conversation_id

    proved(world, 3)

    assert world.entries(case)[-1].conversation_id == in_app
    assert world.conversation(case).state == ChatState.OPENED


def test_only_a_customer_proves_who_they_are(world: World) -> None:
    with pytest.raises(AssertionError):
        raise_assurance(actor=world.amara.actor(), proved_by="customer token")
