from __future__ import annotations

import pytest

from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.states import SETTLED, CaseState, ChatState, Disposition
from pharos.cases.tests.deeds import (
    answered,
    asked_by_somebody,
    clocks,
    code_of,
    fresh,
    is_whole,
    kinds,
    moves,
    outcome,
    put,
    resolved,
    together,
    write_again,
)
from pharos.kernel.errors import Conflict, Invalid
from pharos.testing.world import World

ACTION = outcome(Disposition.SOLVED_BY_ACTION, "Turned off.")


@pytest.mark.parametrize(
    ("who", "code"),
    [("amara", "ok"), ("bruno", "ok"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_a_case_is_resolved_by_those_who_answer(world: World, who: str, code: str) -> None:
    case = world.asked()

    assert code_of(lambda: resolved(case, getattr(world, who))) == code

    assert fresh(case).state == ("RESOLVED" if code == "ok" else "NEW")


def test_resolving_settles_everything_and_tells_the_customer(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)
    write_again(world, case, "And now?")

    resolved(case, world.kofi)

    now = fresh(case)
    assert (now.state, now.disposition, now.reason_final) == (
        CaseState.RESOLVED,
        "explained",
        "DEP.NOT_FOUND",
    )
    assert (now.waiting_since, now.assignee) == (None, world.amara)
    assert now.resolved_at is not None
    assert (now.resolution_text, now.last_words) == ("It had arrived at nine.",) * 2
    assert clocks(case, running=True) == []
    assert world.conversation(case).state == ChatState.ENDED
    told = world.entries(case)[-1]
    assert (told.kind, told.body, told.visibility) == (
        "resolution",
        "It had arrived at nine.",
        "customer",
    )
    assert is_whole(case)


def test_whoever_resolves_what_nobody_owns_owns_it(world: World) -> None:
    case = world.asked()

    resolved(case, world.kofi)

    assert fresh(case).assignee == world.kofi


def test_the_final_reason_is_the_agent_s_word_if_there_is_one(world: World) -> None:
    case = world.asked()
    found = Outcome(
        disposition=Disposition.EXPLAINED, text="It was a scam.", reason_final="SEC.PHISH_REPORT"
    )

    resolve_case(actor=world.amara.actor(), number=case.number, outcome=found)

    now = fresh(case)
    assert (now.reason_initial, now.reason_final) == ("DEP.NOT_FOUND", "SEC.PHISH_REPORT")


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_resolved_without_a_sentence_for_the_customer(world: World, text: str) -> None:
    case = world.asked()

    with pytest.raises(Invalid) as refused:
        resolve_case(actor=world.amara.actor(), number=case.number, outcome=outcome(text=text))

    assert refused.value.code == "text_empty"
    assert fresh(case).state == CaseState.NEW


@pytest.mark.parametrize(
    "state", [CaseState.RESOLVED, CaseState.CLOSED, CaseState.MERGED, CaseState.SPAM]
)
def test_what_is_settled_stays_as_it_is(world: World, state: CaseState) -> None:
    case = put(world.asked(), state)
    before = kinds(world.entries(case))

    resolved(case, world.amara)

    assert (fresh(case).state, fresh(case).disposition) == (state, "")
    assert kinds(world.entries(case)) == before


def test_every_open_case_can_be_resolved(world: World) -> None:
    for state in set(CaseState) - SETTLED:
        case = put(asked_by_somebody(world), state)

        resolved(case, world.amara)

        path = [move[1] for move in moves(world.entries(case))]
        untouched = state in (CaseState.NEW, CaseState.TRIAGED, CaseState.REOPENED)
        assert path == (["IN_PROGRESS"] if untouched else []) + ["RESOLVED"]


def test_two_who_resolve_at_once_tell_the_customer_once(world: World) -> None:
    case = world.asked()

    results = together(lambda: resolved(case, world.amara), lambda: resolved(case, world.kofi))

    assert not [result for result in results if isinstance(result, Exception)]
    assert kinds(world.entries(case)).count("resolution") == 1
    assert is_whole(case)


@pytest.mark.requirement("ID-02")
@pytest.mark.parametrize("disposition", Disposition)
def test_of_an_account_that_is_not_proved_only_words_are_given(
    world: World, disposition: Disposition
) -> None:
    case = world.asked(world.eve, "I am Dana. Turn off my 2FA.", reason="ACC.2FA_LOST")

    if disposition is Disposition.SOLVED_BY_ACTION:
        with pytest.raises(Conflict) as refused:
            resolve_case(actor=world.amara.actor(), number=case.number, outcome=ACTION)
        assert refused.value.code == "assurance_too_low"
        assert fresh(case).state == CaseState.NEW
    else:
        said = outcome(disposition, "Here is how to prove who you are.")
        resolve_case(actor=world.amara.actor(), number=case.number, outcome=said)
        assert fresh(case).disposition == disposition


@pytest.mark.requirement("ID-01")
def test_the_highest_level_is_not_reached_by_signing_in(world: World) -> None:
    case = world.asked(world.dana, "I lost my phone.", reason="ACC.2FA_LOST")

    with pytest.raises(Conflict) as refused:
        resolve_case(actor=world.amara.actor(), number=case.number, outcome=ACTION)

    assert refused.value.code == "assurance_too_low"


def test_what_asks_for_no_proof_is_done_for_anybody(world: World) -> None:
    case = world.asked(world.eve, "Where is it?")

    resolve_case(actor=world.amara.actor(), number=case.number, outcome=ACTION)

    assert fresh(case).disposition == "solved_by_action"
