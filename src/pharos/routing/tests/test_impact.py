"""What is at stake decides who is next: by one rule, on every channel, for nobody by shouting."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from pharos.cases.actions.impact import judge_impact
from pharos.cases.actions.reason import correct_reason
from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import cases_listed
from pharos.cases.models import Case
from pharos.cases.priority import HEAD_STARTS
from pharos.cases.tests.deeds import answered, fresh, is_whole, write_again
from pharos.kernel.errors import Invalid, NotFound
from pharos.kernel.scope import brand_scope, reading
from pharos.kernel.time import frozen_at, now
from pharos.people.models import Customer
from pharos.reception.admit import admit
from pharos.reception.inbound import Inbound
from pharos.routing.tests.shift import Shift
from pharos.testing.world import World


@pytest.fixture
def shift(world: World) -> Shift:
    return Shift(world)


def queue(shift: Shift) -> list[str]:
    actor = shift.world.amara.actor()
    with reading(actor):
        return [case.number for case in cases_listed(actor, Criteria())]


def say_again(world: World, case: Case, text: str) -> None:
    """By the door and in the thread by which the case came."""
    thread = world.conversation(case)
    inbound = Inbound(
        channel=thread.channel,
        external_id=thread.external_id,
        client_token=str(uuid4()),
        text=text,
        impact="funds_at_risk",
    )
    admit(actor=world.actor(customer_of(case)), inbound=inbound)


def customer_of(case: Case) -> Customer:
    with brand_scope(case.brand_id):
        return Customer.objects.get(pk=case.customer_id)


def numbers(*cases: Case) -> list[str]:
    return [case.number for case in cases]


@pytest.mark.requirement("IN-16")
def test_the_more_is_at_stake_the_sooner_a_case_is_next(shift: Shift) -> None:
    question = shift.asked_before(20, impact="question")
    late = shift.asked_before(15, impact="money_missing")
    stuck = shift.asked_before(10, impact="cannot_use")
    risk = shift.asked_before(5, impact="funds_at_risk")

    assert queue(shift) == numbers(risk, stuck, late, question)
    shift.there(shift.world.amara, capacity=1)
    shift.push()
    assert [bool(fresh(each).assignee_id) for each in (risk, stuck)] == [True, False]


@pytest.mark.requirement("IN-16")
def test_nobody_waits_without_end_for_those_who_have_more_at_stake(shift: Shift) -> None:
    patient = shift.asked_before(24 * 60 + 30, impact="question")
    risk = shift.asked_before(5, impact="funds_at_risk")

    assert queue(shift) == numbers(patient, risk)


@pytest.mark.requirement("IN-16", "CM-01")
@pytest.mark.parametrize("channel", ["form", "mail", "telegram", "widget", "x"])
def test_no_channel_no_capitals_and_no_repeating_moves_a_case_up(
    shift: Shift, channel: str
) -> None:
    first = shift.asked_before(9, text="My deposit has not arrived, please look when you can.")
    loud = shift.asked_before(5, channel=channel, text="URGENT!!! ANSWER NOW OR I SUE YOU!!!")
    for words in ("HELLO???", "1,000,000 USDT ARE MISSING", "VIP CUSTOMER!!!"):
        say_again(shift.world, loud, words)

    assert queue(shift) == numbers(first, loud)
    assert fresh(loud).head_start == 0


@pytest.mark.requirement("IN-16")
@pytest.mark.parametrize("channel", ["form", "widget"])
def test_what_endangers_an_account_counts_whatever_is_said_of_it(
    shift: Shift, channel: str
) -> None:
    shift.asked_before(30, impact="cannot_use")
    topics = [*shift.world.brand.profile["topics"]]
    topics[0] = {**topics[0], "code": "SEC.COMPROMISED"}
    shift.world.brand.profile = {**shift.world.brand.profile, "topics": topics}
    shift.world.brand.save(update_fields=["profile"])

    hacked = shift.asked(channel=channel, reason="SEC.COMPROMISED", impact="question")

    assert queue(shift)[0] == hacked.number
    assert (hacked.impact, hacked.at_stake) == ("question", "funds_at_risk")


@pytest.mark.requirement("IN-16")
def test_what_staff_have_judged_stands_against_whatever_is_said_later(shift: Shift) -> None:
    world = shift.world
    claimed = shift.asked_before(5, impact="funds_at_risk", reason="DEP.NOT_FOUND")
    other = shift.asked_before(8)

    with pytest.raises(Invalid):
        judge_impact(actor=world.amara.actor(), number=claimed.number, impact="question", why=" ")
    with pytest.raises(NotFound):
        judge_impact(actor=world.chen.actor(), number=claimed.number, impact="question", why="No.")
    with pytest.raises(Invalid):
        judge_impact(actor=world.amara.actor(), number=claimed.number, impact="vip", why="Rich.")
    assert queue(shift) == numbers(claimed, other)

    for _time in range(2):
        judge_impact(
            actor=world.amara.actor(), number=claimed.number, impact="question", why="A fee."
        )
    correct_reason(actor=world.amara.actor(), number=claimed.number, reason="SEC.COMPROMISED")
    world.asked(customer_of(claimed), impact="funds_at_risk", reason="DEP.NOT_FOUND")

    assert queue(shift) == numbers(other, claimed)
    judged = [each for each in world.entries(claimed) if each.kind == "impact"]
    assert [(each.body, each.payload) for each in judged] == [
        ("A fee.", {"from": "funds_at_risk", "judged": True, "to": "question"})
    ]
    assert is_whole(claimed)


@pytest.mark.requirement("IN-16")
def test_more_may_be_at_stake_than_was_said_at_first_and_never_less(shift: Shift) -> None:
    case = shift.asked(impact="question")
    for impact in ("money_missing", "question", "money_missing", "no such thing"):
        shift.world.asked(customer_of(case), impact=impact)

    there = fresh(case)

    assert (there.impact, there.contacts) == ("money_missing", 1)
    assert [e.payload for e in shift.world.entries(case) if e.kind == "impact"] == [
        {"from": "question", "to": "money_missing"}
    ]
    assert is_whole(case)


def test_the_place_is_kept_by_whichever_door_the_waiting_begins_again(shift: Shift) -> None:
    case = shift.asked(impact="cannot_use")
    answered(case, shift.world.amara)
    assert fresh(case).counts_since is None

    at = now() + timedelta(minutes=5)
    with frozen_at(at):
        write_again(shift.world, case, "It does not work.")

    assert fresh(case).counts_since == at - HEAD_STARTS["cannot_use"]
