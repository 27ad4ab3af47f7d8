"""The one door for what customers send: a case with an owner, a clock and a mark, or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.actions.note import add_note
from pharos.cases.actions.reply import send_reply
from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import cases_listed
from pharos.cases.models import Case, Conversation
from pharos.cases.queries import entries_after
from pharos.cases.states import CaseState, ChatState
from pharos.cases.tests.deeds import (
    answered,
    clocks,
    draft,
    fresh,
    is_whole,
    kinds,
    put,
    resolved,
    together,
    write_again,
)
from pharos.kernel.errors import Busy, Conflict, DomainError, Invalid, NotFound
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Customer, Team
from pharos.reception.admit import admit
from pharos.reception.inbound import Admitted, Inbound
from pharos.reception.models import FollowUp
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.reception.tests.searching import tables_with
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def inbound(text: str = "Where is it?", **more: Any) -> Inbound:
    known = {
        "channel": "widget",
        "external_id": str(uuid4()),
        "client_token": str(uuid4()),
        "text": text,
        "reason": "DEP.NOT_FOUND",
        "language": "en",
    }
    return Inbound(**known | more)


def sent(world: World, by: Customer | None = None, text: str = "Hi.", **more: Any) -> Admitted:
    return admit(actor=world.actor(by or world.dana), inbound=inbound(text, **more))


def case_of(world: World, admitted: Admitted) -> Case:
    with brand_scope(world.brand.pk):
        return Case.objects.select_related("team", "customer").get(number=admitted.case)


def marks(world: World) -> list[int]:
    with brand_scope(world.brand.pk):
        return list(FollowUp.objects.order_by("pk").values_list("seq", flat=True))


def test_a_first_message_opens_a_case_that_is_owned_timed_and_marked(world: World) -> None:
    admitted = sent(world, text="  My deposit\nhas not   arrived. ", surface="app")

    case = case_of(world, admitted)
    assert (case.team, case.assignee, case.state) == (world.support, None, CaseState.NEW)
    assert (case.subject, case.reason_initial) == ("My deposit has not arrived.", "DEP.NOT_FOUND")
    assert (case.contacts, case.touches, case.assurance) == (1, 0, 2)
    assert case.waiting_since == case.opened_at == admitted.at
    (clock,) = clocks(case, running=True)
    assert (clock.kind, clock.started_at) == ("first_response", admitted.at)
    assert marks(world) == [1]
    thread = world.conversation(case)
    assert (thread.surface, thread.state, thread.customer_id) == ("app", "OPENED", world.dana.pk)
    assert (admitted.position, admitted.repeated, admitted.removed) == (1, False, ())
    assert is_whole(case)


def test_without_a_topic_it_is_something_else(world: World) -> None:
    case = case_of(world, sent(world, reason=""))

    assert (case.reason_initial, case.assurance_required) == ("FBK.OTHER", 0)


@pytest.mark.parametrize("place", ["first", "further"])
def test_the_same_message_again_is_the_first_one(world: World, place: str) -> None:
    thread = str(uuid4())
    if place == "further":
        sent(world, external_id=thread)
    same = inbound("Hello?", external_id=thread)

    first, again = (admit(actor=world.actor(world.dana), inbound=same) for _ in range(2))

    assert again == replace(first, repeated=True)
    bodies = [entry.body for entry in world.entries(case_of(world, first))]
    assert bodies.count("Hello?") == 1


def test_a_token_that_stands_on_something_else_is_refused(world: World) -> None:
    case = world.asked()
    thread = world.conversation(case).external_id
    add_note(actor=world.amara.actor(), number=case.number, body="?", client_token="taken")

    with pytest.raises(Conflict) as refused:
        sent(world, external_id=thread, client_token="taken")

    assert refused.value.code == "token_taken"
    assert len(world.entries(case)) == 3


@pytest.mark.parametrize("who", ["minjun", "eve"])
def test_another_s_thread_is_not_there(world: World, who: str) -> None:
    case = world.asked()
    thread = world.conversation(case).external_id

    with pytest.raises(NotFound):
        sent(world, getattr(world, who), external_id=thread)
    assert sent(world, external_id=thread).case == case.number

    assert len(world.entries(case)) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "text_empty"), (" \x00 \n", "text_empty"), ("x" * 10_001, "text_too_long")],
)
def test_what_cannot_be_taken_in_leaves_nothing(world: World, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        sent(world, text=text)

    assert refused.value.code == code
    with brand_scope(world.brand.pk):
        assert not Conversation.objects.exists()
        assert not Case.objects.exists()


def test_the_longest_message_is_taken_in_whole(world: World) -> None:
    admitted = sent(world, text="x" * 10_000)

    case = case_of(world, admitted)
    assert len(admitted.text) == 10_000
    assert (len(case.subject), case.subject[-1]) == (140, "…")


def test_an_unknown_topic_and_a_brand_without_a_team_are_told_so(world: World) -> None:
    with pytest.raises(Invalid) as unknown:
        sent(world, reason="NO.SUCH")
    assert unknown.value.code == "topic_unknown"

    with brand_scope(world.brand.pk):
        Team.objects.update(retired_at=world.now())
    with pytest.raises(Busy) as nobody:
        sent(world)
    assert nobody.value.code == "no_team"


def test_only_customers_come_in_by_this_door(world: World) -> None:
    for actor in (world.amara.actor(), Actor.system(world.brand.pk)):
        with pytest.raises(AssertionError):
            admit(actor=actor, inbound=inbound())


@pytest.mark.parametrize(
    ("language", "team"),
    [("en", "support"), ("ko", "korean"), ("ko-KR", "korean"), ("de", "support")],
)
def test_a_case_goes_to_the_team_that_speaks_the_language(
    world: World, language: str, team: str
) -> None:
    case = case_of(world, sent(world, world.minjun, language=language))

    assert (case.team.slug, case.language) == (team, language)


# Secrets


@pytest.mark.parametrize("door", ["first", "slow", "hot", "review"])
def test_a_recovery_phrase_is_written_nowhere(
    world: World, database: TestDatabase, door: str
) -> None:
    words = f"I typed {PHRASE} and it is gone"
    if door == "first":
        admitted = sent(world, text=words)
        assert admitted.removed == ("recovery_phrase",)
        assert "winner" not in admitted.text
    else:
        case = world.asked()
        thread = world.conversation(case).external_id
        if door == "slow":
            sent(world, text=words, external_id=thread)
        elif door == "hot":
            write_again(world, case, words)
        else:
            request = ReviewRequest(
                channel="widget", external_id=thread, client_token="r", text=words
            )
            ask_for_review(actor=world.actor(world.dana), request=request)

    assert tables_with(database, "winner thank year") == []
    assert "ledger_entry" in tables_with(database, "it is gone")
    with brand_scope(world.brand.pk):
        case = Case.objects.get()
    kept = [entry for entry in world.entries(case) if "it is gone" in (entry.body or "")]
    assert [entry.payload for entry in kept] == [{"removed": ["recovery_phrase"]}]


# One problem, one case


@pytest.mark.requirement("CH-03")
def test_a_problem_that_is_told_again_elsewhere_stays_one_case(world: World) -> None:
    first = sent(world, text="Where is it?", surface="web")
    second = sent(world, text="Still nothing.", surface="app")
    by_mail = sent(world, text="I write to you, too.", channel="mail", external_id="<1@mail>")

    assert first.case == second.case == by_mail.case
    assert [first.position, second.position, by_mail.position] == [1, 1, 1]
    case = case_of(world, first)
    assert kinds(world.entries(case)) == ["message", "opened", "message", "message"]
    with brand_scope(world.brand.pk):
        threads = list(case.conversations.order_by("pk").values_list("channel", "surface"))
    assert threads == [("widget", "web"), ("widget", "app"), ("mail", "")]
    assert len(clocks(case)) == 1
    assert is_whole(case)


@pytest.mark.requirement("CH-03", "CQ-17")
def test_the_agent_reads_all_of_it_in_one_place_and_nothing_is_said_twice(world: World) -> None:
    first = sent(world, text="Order 7781, sent on Monday.", surface="web")
    case = case_of(world, first)
    answered(case, world.amara, "We are looking.")
    sent(world, text="Now I am on my phone.", surface="app")

    with brand_scope(world.brand.pk):
        (found,) = cases_listed(world.kofi.actor(), Criteria())
        shown = Case.objects.get(number=found.number)
        told = [entry.body for entry in entries_after(shown) if entry.kind == "message"]

    assert told == ["Order 7781, sent on Monday.", "We are looking.", "Now I am on my phone."]


@pytest.mark.requirement("CH-05")
def test_going_on_in_the_app_continues_what_waited_for_the_customer(world: World) -> None:
    case = case_of(world, sent(world, surface="web"))
    answered(case, world.amara)
    assert fresh(case).state == CaseState.WAITING_CUSTOMER

    again = sent(world, text="Here is what you asked for.", surface="app")

    now = fresh(case)
    assert (again.case, now.state, now.assignee) == (case.number, "IN_PROGRESS", world.amara)
    assert [clock.kind for clock in clocks(case, running=True)] == ["next_response"]
    assert is_whole(case)


def test_another_reason_another_customer_and_a_settled_case_open_a_new_one(world: World) -> None:
    first = sent(world)
    numbers = {first.case, sent(world, reason="ACC.LOCKED").case, sent(world, world.minjun).case}
    resolved(case_of(world, first), world.amara)
    numbers.add(sent(world).case)

    assert len(numbers) == 4


def test_writing_on_in_the_thread_of_an_ended_case_opens_it_again(world: World) -> None:
    admitted = sent(world)
    case = case_of(world, admitted)
    resolved(case, world.amara)
    put(case, CaseState.CLOSED)
    thread = world.conversation(case).external_id

    again = sent(world, text="Not solved.", external_id=thread)

    now = fresh(case)
    assert (again.case, now.state, now.contacts) == (case.number, CaseState.REOPENED, 2)
    assert world.conversation(case).state == ChatState.QUEUED
    assert [clock.kind for clock in clocks(case, running=True)] == ["next_response"]


# At once


def test_two_first_messages_of_one_thread_at_once_are_one_case_with_both(world: World) -> None:
    thread = str(uuid4())

    results = together(
        lambda: sent(world, text="One.", external_id=thread),
        lambda: sent(world, text="Two.", external_id=thread),
        lambda: sent(world, text="Three.", external_id=thread),
    )

    admitted = [result for result in results if isinstance(result, Admitted)]
    assert len(admitted) == 3, results
    assert len({each.case for each in admitted}) == 1
    assert {each.position for each in admitted} == {1, 2, 3}
    case = case_of(world, admitted[0])
    assert len(clocks(case)) == 1
    assert is_whole(case)


def test_one_first_message_sent_twice_at_once_is_one(world: World) -> None:
    same = inbound()

    results = together(*[lambda: admit(actor=world.actor(world.dana), inbound=same)] * 3)

    admitted = [result for result in results if isinstance(result, Admitted)]
    assert len(admitted) == 3, results
    assert {(each.case, each.position) for each in admitted} == {(admitted[0].case, 1)}
    assert sorted(each.repeated for each in admitted) == [False, True, True]
    assert len(world.entries(case_of(world, admitted[0]))) == 2


@pytest.mark.requirement("CH-03")
def test_page_and_app_that_begin_at_once_are_one_case(world: World) -> None:
    results = together(
        lambda: sent(world, surface="web"),
        lambda: sent(world, surface="app"),
        lambda: sent(world, surface="web"),
    )

    assert len({result.case for result in results if isinstance(result, Admitted)}) == 1
    assert not [result for result in results if isinstance(result, DomainError)]


def test_a_message_and_an_answer_at_once_are_both_there(world: World) -> None:
    case = world.asked()
    thread = world.conversation(case).external_id

    together(
        lambda: sent(world, text="Hello?", external_id=thread),
        lambda: send_reply(actor=world.amara.actor(), number=case.number, draft=draft("Yes?")),
    )

    bodies = {entry.body for entry in world.entries(case)}
    assert {"Hello?", "Yes?"} <= bodies
    assert is_whole(case)
