"""A customer who is not content: the case goes back, to anybody but whoever answered."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pharos.cases.actions.assign import release_case, take_case
from pharos.cases.ledger.append import Written
from pharos.cases.models import Case
from pharos.cases.states import SETTLED, CaseState, ChatState
from pharos.cases.tests.deeds import (
    answered,
    clocks,
    code_of,
    fresh,
    is_whole,
    kinds,
    put,
    resolved,
    together,
    write_again,
)
from pharos.kernel.errors import Conflict, DomainError, Invalid, NotFound
from pharos.kernel.scope import brand_scope
from pharos.people.models import Customer, Staff
from pharos.reception.models import FollowUp
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.testing.world import World


def asked_again(
    world: World, case: Case, *, token: str = "", text: str = "", by: Customer | None = None
) -> Written:
    request = ReviewRequest(
        channel="widget",
        external_id=world.conversation(case).external_id,
        client_token=token or str(uuid4()),
        text=text,
    )
    return ask_for_review(actor=world.actor(by or world.dana), request=request)


def may_answer(case: Case, who: Staff) -> bool:
    code = code_of(lambda: answered(case, who))
    assert code in ("ok", "second_review")
    return code == "ok"


@pytest.mark.requirement("CD-04")
def test_the_case_is_back_in_the_queue_with_a_clock_a_mark_and_no_owner(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)

    written = asked_again(world, case, text="That is not what I asked.")

    now = fresh(case)
    assert (now.state, now.assignee, now.reviewed_after) == ("QUEUED", None, world.amara)
    assert (now.waiting_since, now.contacts) == (written.at, 2)
    assert world.conversation(case).state == ChatState.QUEUED
    assert [clock.kind for clock in clocks(case, running=True)] == ["next_response"]
    with brand_scope(world.brand.pk):
        assert FollowUp.objects.filter(case_id=case.pk, seq=written.seq).exists()
    review = next(entry for entry in world.entries(case) if entry.kind == "review")
    assert (review.body, review.position) == ("That is not what I asked.", written.position)
    assert is_whole(case)


@pytest.mark.requirement("CD-04")
def test_whoever_answered_is_refused_and_everybody_else_is_not(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)
    asked_again(world, case)

    assert not may_answer(case, world.amara)
    with pytest.raises(DomainError):
        take_case(actor=world.amara.actor(), number=case.number)
    assert may_answer(case, world.kofi)


def test_giving_the_case_back_before_does_not_help(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)
    release_case(actor=world.amara.actor(), number=case.number)

    asked_again(world, case)

    assert not may_answer(case, world.amara)
    assert may_answer(case, world.kofi)


def test_before_anybody_has_answered_nobody_is_refused(world: World) -> None:
    case = world.asked()

    asked_again(world, case)

    assert fresh(case).reviewed_after is None
    assert may_answer(case, world.amara)
    assert is_whole(case)


@pytest.mark.parametrize("state", [CaseState.RESOLVED, CaseState.CLOSED])
def test_an_ended_case_is_opened_again(world: World, state: CaseState) -> None:
    case = world.asked()
    resolved(case, world.amara)
    put(case, state)

    asked_again(world, case)

    assert (fresh(case).state, fresh(case).resolved_at) == (CaseState.QUEUED, None)
    assert not may_answer(case, world.amara)
    assert may_answer(case, world.kofi)


@pytest.mark.parametrize("state", [CaseState.MERGED, CaseState.SPAM])
def test_what_was_set_aside_is_not_reviewed(world: World, state: CaseState) -> None:
    case = put(world.asked(), state)

    with pytest.raises(Conflict):
        asked_again(world, case)

    assert kinds(world.entries(case)) == ["message", "opened"]


def test_from_every_open_state_it_goes_to_the_queue(world: World) -> None:
    for state in set(CaseState) - SETTLED:
        customer = world.customer(f"Dana, {state}", assurance=2)
        case = put(world.asked(customer), state)

        asked_again(world, case, by=customer)

        assert fresh(case).state == CaseState.QUEUED


def test_asking_twice_with_one_token_asks_once(world: World) -> None:
    case = world.asked()

    results = together(*[lambda: asked_again(world, case, token="once")] * 3)

    assert len({result.seq for result in results if isinstance(result, Written)}) == 1
    assert kinds(world.entries(case)).count("review") == 1
    assert fresh(case).contacts == 2


def test_a_message_s_token_is_refused(world: World) -> None:
    case = world.asked()
    write_again(world, case, token="mine")

    with pytest.raises(Conflict) as refused:
        asked_again(world, case, token="mine")

    assert (refused.value.code, fresh(case).contacts) == ("token_taken", 1)


@pytest.mark.parametrize("who", ["eve", "minjun"])
def test_nobody_asks_for_another(world: World, who: str) -> None:
    case = world.asked()

    with pytest.raises(NotFound):
        asked_again(world, case, by=getattr(world, who))

    assert kinds(world.entries(case)) == ["message", "opened"]


def test_too_long_a_reason_is_refused(world: World) -> None:
    case = world.asked()

    with pytest.raises(Invalid):
        asked_again(world, case, text="x" * 10_001)
