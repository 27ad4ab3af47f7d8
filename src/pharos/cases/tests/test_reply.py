from __future__ import annotations

from uuid import uuid4

import pytest

from pharos.cases.actions.note import add_note
from pharos.cases.actions.reply import send_reply
from pharos.cases.actions.resolve import resolve_case
from pharos.cases.states import CaseState, ChatState
from pharos.cases.tests.deeds import (
    answered,
    asked_by_somebody,
    clocks,
    code_of,
    draft,
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
from pharos.kernel.errors import Conflict, DomainError
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.testing.world import World


@pytest.mark.parametrize(
    ("who", "code"),
    [("amara", "ok"), ("bruno", "ok"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_a_reply_is_for_those_who_answer(world: World, who: str, code: str) -> None:
    case = world.asked()
    before = kinds(world.entries(case))

    assert code_of(lambda: answered(case, getattr(world, who))) == code

    told = [entry.body for entry in world.entries(case)]
    assert ("It is on its way." in told) == (code == "ok")
    assert (kinds(world.entries(case)) == before) == (code != "ok")


def test_the_first_reply_takes_the_case_and_hands_the_turn_to_the_customer(world: World) -> None:
    case = world.asked()

    written = answered(case, world.amara)

    now = fresh(case)
    assert (now.assignee, now.state) == (world.amara, CaseState.WAITING_CUSTOMER)
    assert (now.waiting_since, now.first_answered_at) == (None, written.at)
    assert (now.touches, now.last_words, now.last_author) == (1, "It is on its way.", "staff")
    assert world.conversation(case).state == ChatState.ACTIVE
    assert moves(world.entries(case)) == [["NEW", "IN_PROGRESS"], ["IN_PROGRESS", now.state]]
    assert is_whole(case)


def test_the_customer_hears_who_has_come_before_what_they_say(world: World) -> None:
    case = world.asked()

    written = answered(case, world.amara)
    answered(case, world.amara, "Nearly there.")

    seen = [entry for entry in world.entries(case) if entry.position is not None]
    assert kinds(seen) == ["message", "joined", "message", "message"]
    assert [entry.position for entry in seen] == [1, 2, 3, 4]
    assert seen[1].payload == {"name": "Amara"}
    assert written.position == 3


def test_every_reply_is_a_touch_and_the_first_answer_stays_the_first(world: World) -> None:
    case = world.asked()
    first = answered(case, world.amara)
    write_again(world, case)

    answered(case, world.kofi, "Anything else?")

    now = fresh(case)
    assert (now.touches, now.first_answered_at, now.assignee) == (2, first.at, world.amara)


def test_a_reply_stops_the_clocks_of_answering_and_a_new_question_starts_one(
    world: World,
) -> None:
    case = world.asked()
    assert [clock.kind for clock in clocks(case, running=True)] == ["first_response"]

    written = answered(case, world.amara)
    assert [clock.stopped_at for clock in clocks(case)] == [written.at]

    write_again(world, case)
    write_again(world, case)
    assert [clock.kind for clock in clocks(case, running=True)] == ["next_response"]


def test_the_same_token_is_one_reply(world: World) -> None:
    case, reply = world.asked(), draft()
    actor = world.amara.actor()

    first = send_reply(actor=actor, number=case.number, draft=reply)
    again = send_reply(actor=actor, number=case.number, draft=reply)

    assert (again.seq, again.position, again.repeated) == (first.seq, first.position, True)
    assert fresh(case).touches == 1


def test_the_same_token_sent_twice_at_once_is_one_reply(world: World) -> None:
    case, reply = world.asked(), draft()
    actor = world.amara.actor()

    def send() -> int:
        return send_reply(actor=actor, number=case.number, draft=reply).seq

    results = together(send, send, send)

    assert len(set(map(str, results))) == 1
    assert fresh(case).touches == 1
    assert is_whole(case)


def test_a_token_is_not_shared_with_a_colleague_or_a_customer(world: World) -> None:
    case, token = world.asked(), str(uuid4())
    send_reply(
        actor=world.amara.actor(), number=case.number, draft=draft("Mine", client_token=token)
    )
    theirs = world.entries(case)[0].client_token

    for taken in (token, theirs):
        with pytest.raises(Conflict) as refused:
            send_reply(
                actor=world.kofi.actor(),
                number=case.number,
                draft=draft("Mine too", client_token=taken),
            )
        assert refused.value.code == "token_taken"
    assert fresh(case).touches == 1


def test_a_note_s_token_does_not_swallow_a_reply(world: World) -> None:
    case, token, actor = world.asked(), str(uuid4()), world.amara.actor()
    add_note(actor=actor, number=case.number, body="Phishing?", client_token=token)

    with pytest.raises(Conflict) as refused:
        send_reply(actor=actor, number=case.number, draft=draft(client_token=token))

    assert refused.value.code == "token_taken"
    assert fresh(case).touches == 0


def test_a_reply_that_crosses_a_new_message_waits_until_it_is_read(world: World) -> None:
    case = world.asked()
    actor = world.amara.actor()
    seen = world.entries(case)[-1].seq
    write_again(world, case, "I found it!")
    reply = draft("We are looking.", seen_seq=seen)

    with pytest.raises(Conflict) as refused:
        send_reply(actor=actor, number=case.number, draft=reply)
    assert refused.value.code == "newer_message"
    assert fresh(case).touches == 0

    read = world.entries(case)[-1].seq
    meant = draft("Good to hear.", client_token=reply.client_token, seen_seq=read)
    assert not send_reply(actor=actor, number=case.number, draft=meant).repeated
    assert fresh(case).last_words == "Good to hear."


def test_what_colleagues_and_clocks_wrote_since_does_not_hold_a_reply_up(world: World) -> None:
    case = world.asked()
    seen = world.entries(case)[-1].seq
    add_note(actor=world.kofi.actor(), number=case.number, body="On it?", client_token=str(uuid4()))

    written = send_reply(actor=world.amara.actor(), number=case.number, draft=draft(seen_seq=seen))

    assert written.position == 3


def test_a_repeat_is_a_repeat_even_if_the_customer_has_written_since(world: World) -> None:
    case, actor = world.asked(), world.amara.actor()
    reply = draft(seen_seq=world.entries(case)[-1].seq)
    first = send_reply(actor=actor, number=case.number, draft=reply)
    write_again(world, case, "Thanks.")

    assert send_reply(actor=actor, number=case.number, draft=reply).seq == first.seq


@pytest.mark.parametrize("state", [CaseState.RESOLVED, CaseState.CLOSED])
def test_a_reply_opens_an_ended_case_again(world: World, state: CaseState) -> None:
    case = world.asked()
    resolved(case, world.amara)
    put(case, state)

    answered(case, world.kofi, "One more thing.")

    now = fresh(case)
    assert (now.state, now.resolved_at) == (CaseState.WAITING_CUSTOMER, None)
    assert moves(world.entries(case))[-3:] == [
        [state, "REOPENED"],
        ["REOPENED", "IN_PROGRESS"],
        ["IN_PROGRESS", "WAITING_CUSTOMER"],
    ]
    assert world.conversation(case).state == ChatState.ACTIVE


@pytest.mark.parametrize("state", [CaseState.MERGED, CaseState.SPAM])
def test_nobody_answers_what_was_set_aside(world: World, state: CaseState) -> None:
    case = put(world.asked(), state)

    with pytest.raises(Conflict) as refused:
        answered(case, world.amara)

    assert refused.value.code == "state_not_possible"
    assert (fresh(case).assignee, fresh(case).touches) == (None, 0)


def test_from_every_other_state_a_reply_leads_to_waiting_for_the_customer(world: World) -> None:
    for state in set(CaseState) - {CaseState.MERGED, CaseState.SPAM}:
        case = put(asked_by_somebody(world), state)

        answered(case, world.amara)

        assert fresh(case).state == CaseState.WAITING_CUSTOMER


@pytest.mark.requirement("CD-04")
def test_after_a_review_a_different_person_answers(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)
    thread = world.conversation(case)
    request = ReviewRequest(
        channel="widget", external_id=thread.external_id, client_token=str(uuid4())
    )
    ask_for_review(actor=world.actor(world.dana), request=request)

    with pytest.raises(DomainError) as refused:
        answered(case, world.amara, "Me again.")
    assert refused.value.code == "second_review"
    assert fresh(case).touches == 1

    answered(case, world.kofi, "I have looked afresh.")
    assert (fresh(case).touches, fresh(case).assignee) == (2, world.kofi)

    with pytest.raises(DomainError):
        resolve_case(actor=world.amara.actor(), number=case.number, outcome=outcome())
    assert is_whole(case)


@pytest.mark.requirement("CQ-17")
def test_a_reply_goes_where_the_customer_wrote_last(world: World) -> None:
    case = world.asked(surface="web")
    again = world.asked(surface="app", text="Now from my phone.")
    assert again.pk == case.pk
    in_app = next(entry for entry in world.entries(case) if entry.body == "Now from my phone.")

    written = answered(case, world.amara)
    reply = next(entry for entry in world.entries(case) if entry.seq == written.seq)
    assert reply.conversation_id == in_app.conversation_id

    write_again(world, case, "I am back at the desk.")
    written = answered(case, world.amara)
    reply = next(entry for entry in world.entries(case) if entry.seq == written.seq)
    assert reply.conversation_id == world.conversation(case).pk
