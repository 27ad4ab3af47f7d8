"""Webhooks to a brand's own systems, against a receiver on loopback that honours our ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from standardwebhooks import Webhook

from pharos.cases.actions.assign import take_case
from pharos.cases.actions.note import add_note
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered, asked_by_somebody, resolved, write_again
from pharos.channels.tests.vendor import Answer
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.outlets import rounds
from pharos.outlets.actions.keep_outlet import change_secret
from pharos.outlets.actions.replay import send_again, send_dead_again, send_range_again
from pharos.outlets.actions.take_dispatches import give_up_dispatches
from pharos.outlets.models import Attempt
from pharos.outlets.patience import pause_after, rest_after
from pharos.outlets.rounds import Senders, send_next
from pharos.outlets.tests.deeds import dispatches, fresh, next_due, outlet_to, send_all
from pharos.outlets.tests.receiver import Receiver
from pharos.people.actor import Actor
from pharos.testing.world import World

A_MINUTE = timedelta(minutes=1)
DAYS = timedelta(days=1)


def life_of(world: World, case: Case) -> None:
    """A case from its first words to its end."""
    take_case(actor=world.amara.actor(), number=case.number)
    answered(case, world.amara)
    write_again(world, case)
    resolved(case, world.amara)


def test_each_event_is_signed_and_holds_facts_and_no_words(
    world: World, receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver)
    case = world.asked(world.dana, "My seed phrase is nobody's business.")
    life_of(world, case)
    add_note(actor=world.amara.actor(), number=case.number, body="Odd.", client_token="n" * 8)

    send_all(world, outlet)

    told = [(one["type"], one["data"]["case"]) for one in receiver.effects]
    assert set(told) == {
        (kind, case.number)
        for kind in (
            *("case.opened", "message.received", "reply.sent"),
            *("case.state", "case.assigned", "case.resolved"),
        )
    }
    for asked in receiver.asked:
        Webhook(receiver.secret).verify(asked.body, asked.headers)
    opened = next(one for one in receiver.effects if one["type"] == "case.opened")
    assert (opened["data"]["reason"], opened["data"]["brand"]) == (
        "DEP.NOT_FOUND",
        world.brand.slug,
    )
    assert "nobody's business" not in str(receiver.effects)
    assert "Dana" not in str(receiver.effects)
    assert "Odd" not in str(receiver.effects)


def test_words_go_along_only_where_that_is_chosen(
    world: World, receiver: Receiver, other_receiver: Receiver
) -> None:
    chosen = outlet_to(world, receiver, includes_words=True)
    plain = outlet_to(world, other_receiver)
    world.asked(world.dana, "Where is my deposit?")

    send_all(world, chosen)
    send_all(world, plain)

    assert "Where is my deposit?" in str(receiver.effects)
    assert "Where is my deposit?" not in str(other_receiver.effects)
    assert len(receiver.effects) == len(other_receiver.effects)


def test_only_the_kinds_that_were_chosen_are_told_and_to_nobody_who_is_off(
    world: World, receiver: Receiver, other_receiver: Receiver
) -> None:
    one = outlet_to(world, receiver, events=("case.opened",))
    off = outlet_to(world, other_receiver, is_on=False)

    world.asked()

    assert [each.event for each in dispatches(one)] == ["case.opened"]
    assert dispatches(off) == []


def test_what_is_sealed_is_told_to_nobody(world: World, receiver: Receiver) -> None:
    outlet, case = outlet_to(world, receiver), world.asked()
    known = len(dispatches(outlet))
    system = Actor.system(world.brand.pk)
    for visibility, told in (("sealed", 0), ("staff", 1)):
        with brand_scope(world.brand.pk):
            payload: dict[str, object] = {"from": "X", "to": "Y"}
            append(entry_of(case, system, "reason", payload=payload, visibility=visibility))  # type: ignore[arg-type]
        assert len(dispatches(outlet)) == known + told


def test_an_event_is_left_by_the_transaction_that_causes_it_or_not_at_all(
    world: World, receiver: Receiver
) -> None:
    outlet, case = outlet_to(world, receiver), world.asked()
    known = len(dispatches(outlet))
    told = entry_of(case, Actor.system(world.brand.pk), "reason", payload={"from": "", "to": "X"})

    with brand_scope(world.brand.pk):
        append(told)
        transaction.set_rollback(True)
    assert len(dispatches(outlet)) == known
    with brand_scope(world.brand.pk):
        append(told)
    assert len(dispatches(outlet)) == known + 1


@pytest.mark.requirement("TK-14")
def test_with_every_third_try_failing_each_event_takes_effect_once_and_in_order(
    world: World, receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver)
    cases = [asked_by_somebody(world) for _ in range(3)]
    for case in cases:
        life_of(world, case)
    receiver.fails = 0.3

    at = now()
    while dispatches(outlet, "queued", "sending"):
        at += A_MINUTE
        with frozen_at(at):
            send_all(world, outlet)

    every = dispatches(outlet)
    assert len(receiver.effects) == len(every) >= 25
    assert {each.state for each in every} == {"sent"}
    # Those were taken before their answer broke off: told again, and in effect once.
    assert max(receiver.times_heard.values()) > 1
    for case in cases:
        seqs = receiver.seqs_of(case.number)
        assert seqs == sorted(seqs)
        assert len(seqs) == len([each for each in every if each.case_id == case.pk])


def test_whoever_is_killed_after_sending_sends_the_same_once_more_before_what_follows(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(**_: object) -> None:
        raise Killed

    outlet, case = outlet_to(world, receiver), world.asked()
    with monkeypatch.context() as patch:
        patch.setattr(rounds, "record_attempt", die)
        with pytest.raises(Killed):
            send_next(Actor.system(world.brand.pk), outlet.pk)

    assert send_all(world, outlet) == 0
    with frozen_at(now() + 2 * A_MINUTE):
        send_all(world, outlet)

    names = [asked.headers["webhook-id"] for asked in receiver.asked]
    assert names[0] == names[1]
    assert receiver.seqs_of(case.number) == sorted(receiver.seqs_of(case.number))
    assert len(receiver.effects) == len(dispatches(outlet, "sent")) == len(dispatches(outlet))


def test_a_case_that_fails_holds_up_itself_and_no_other(world: World, receiver: Receiver) -> None:
    outlet = outlet_to(world, receiver)
    stuck, free = asked_by_somebody(world), asked_by_somebody(world)
    receiver.answer = refusing(receiver, stuck.number)  # type: ignore[method-assign]

    send_all(world, outlet)

    states = {(each.case_id, each.state) for each in dispatches(outlet)}
    assert states == {(stuck.pk, "queued"), (free.pk, "sent")}
    assert [a.json["data"]["case"] for a in receiver.asked].count(stuck.number) == 1


def refusing(receiver: Receiver, number: str) -> Callable[..., Answer]:
    take = receiver.answer

    def answer(asked: Any) -> Answer:
        told = take(asked)
        return Answer(status=500) if number in asked.body.decode() else told

    return answer


def test_a_slow_receiver_delays_no_other(
    world: World, receiver: Receiver, other_receiver: Receiver
) -> None:
    slow, quick = outlet_to(world, receiver), outlet_to(world, other_receiver)
    world.asked()
    receiver.gate, senders = Event(), Senders()
    try:
        senders.serve(Actor.system(world.brand.pk))
        assert receiver.was_heard.wait(20)
        assert other_receiver.was_heard.wait(20)
        wait_for(lambda: not dispatches(quick, "queued", "sending"))
        assert dispatches(slow, "sent") == []
    finally:
        receiver.gate.set()
    wait_for(lambda: senders.serve(Actor.system(world.brand.pk)) == 0)
    assert len(dispatches(slow, "sent")) == len(dispatches(slow))


def wait_for(is_so: Callable[[], bool]) -> None:
    pause = Event()
    for _ in range(400):
        if is_so():
            return
        pause.wait(0.05)
    raise AssertionError("it did not come about")


def test_after_many_failures_it_is_paused_and_asked_now_and_then_until_it_answers(
    world: World, receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver)
    for _ in range(6):
        asked_by_somebody(world)
    receiver.fails, receiver.ways = 1.0, ["refuses"]
    began = at = now()
    while not fresh(outlet).is_paused:
        at += A_MINUTE
        with frozen_at(at):
            send_all(world, outlet)
    heard = len(receiver.asked)
    assert heard == 10

    at = next_due(outlet)
    with frozen_at(at):
        assert send_all(world, outlet) == 1
    assert fresh(outlet).why == "answered:503"

    receiver.fails = 0.0
    with frozen_at(next_due(outlet)):
        send_all(world, outlet)
    assert dispatches(outlet, "queued") == []
    assert (fresh(outlet).is_paused, fresh(outlet).failures) == (False, 0)
    assert at - began < timedelta(hours=1)


def test_after_three_days_it_is_given_up_kept_visible_and_can_be_sent_again(
    world: World, receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver, events=("case.opened", "message.received"))
    world.asked()
    receiver.fails, receiver.ways = 1.0, ["refuses"]
    system, began = Actor.system(world.brand.pk), now()
    for after, given_up in ((timedelta(0), 0), (3 * DAYS - A_MINUTE, 0), (3 * DAYS + A_MINUTE, 2)):
        with frozen_at(began + after):
            send_all(world, outlet)
            give_up_dispatches(actor=system)
        assert len(dispatches(outlet, "dead")) == given_up

    first, second = dispatches(outlet, "dead")
    assert (first.status, first.why) == (503, "answered:503")
    with brand_scope(world.brand.pk):
        assert Attempt.objects.filter(dispatch=first).count() == first.tries == 3
    # Given up with the first, or it would have waited three days more.
    assert second.tries <= 1

    receiver.fails = 0.0
    assert send_dead_again(actor=world.ada.actor(), brand_id=world.brand.pk) == 2
    with frozen_at(next_due(outlet)):
        send_all(world, outlet)
    assert [told["type"] for told in receiver.effects] == ["message.received", "case.opened"]


def test_what_is_sent_again_to_a_system_that_is_still_down_is_tried_before_it_is_given_up(
    world: World, receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver, events=("case.opened",))
    world.asked()
    receiver.fails, receiver.ways = 1.0, ["refuses"]
    system, began = Actor.system(world.brand.pk), now()
    with frozen_at(began):
        send_all(world, outlet)
    with frozen_at(began + 3 * DAYS):
        give_up_dispatches(actor=system)
    (dead,) = dispatches(outlet, "dead")

    with frozen_at(began + 4 * DAYS):
        send_again(actor=world.ada.actor(), brand_id=world.brand.pk, dispatch_id=dead.pk)
        assert give_up_dispatches(actor=system) == 0
        send_all(world, outlet)
        assert give_up_dispatches(actor=system) == 1

    (dead,) = dispatches(outlet, "dead")
    assert (dead.tries, dead.why) == (1, "answered:503")
    assert len(receiver.asked) == 2


def test_pauses_grow_from_seconds_to_an_hour_and_rests_to_half_an_hour() -> None:
    pauses = [pause_after(tries).total_seconds() for tries in range(1, 60)]
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses == sorted(pauses)
    assert max(pauses) == 3600
    rests = [rest_after(failures) for failures in range(9, 40)]
    assert rests[:3] == [None, timedelta(seconds=30), timedelta(seconds=60)]
    assert rests[-1] == timedelta(minutes=30)


def test_what_waited_because_we_were_away_is_still_sent_after_a_week(
    world: World, receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver)
    world.asked()

    with frozen_at(now() + 7 * DAYS):
        assert give_up_dispatches(actor=Actor.system(world.brand.pk)) == 0
        send_all(world, outlet)

    assert {each.state for each in dispatches(outlet)} == {"sent"}


def test_one_event_or_a_range_is_sent_again_by_the_same_names(
    world: World, receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver)
    began = now()
    world.asked()
    send_all(world, outlet)
    effects = len(receiver.effects)
    actor, brand_id = world.ada.actor(), world.brand.pk

    send_again(actor=actor, brand_id=brand_id, dispatch_id=dispatches(outlet)[0].pk)
    assert send_all(world, outlet) == 1
    again = send_range_again(
        actor=actor, brand_id=brand_id, outlet_id=outlet.pk, since=began, until=now()
    )
    assert again == send_all(world, outlet) == effects
    # A receiver that honours the ids takes none of it twice.
    assert len(receiver.effects) == effects
    assert len(receiver.asked) == 2 * effects + 1


def test_after_a_change_of_the_secret_both_sign_for_a_day(world: World, receiver: Receiver) -> None:
    outlet = outlet_to(world, receiver)
    former = receiver.secret
    change_secret(actor=world.ada.actor(), slug=world.brand.slug, outlet_id=outlet.pk)
    world.asked()

    # The receiver still knows the former one alone, and believes us.
    send_all(world, outlet)
    assert {each.state for each in dispatches(outlet)} == {"sent"}
    assert fresh(outlet).secret != former
    assert fresh(outlet).secrets_at(now() + 2 * DAYS) == [fresh(outlet).secret]


def test_what_was_erased_before_it_was_sent_is_not_told(world: World, receiver: Receiver) -> None:
    from pharos.cases.actions.erase import erase_content
    from pharos.people.roles import Role

    outlet = outlet_to(world, receiver, includes_words=True)
    case = world.asked(world.dana, "Where is my deposit?")
    ines = world.staff("Ines", world.support, role=Role.COMPLIANCE)
    first = next(entry for entry in world.entries(case) if entry.kind == "message")
    erase_content(actor=ines.actor(), number=case.number, seq=first.seq, why="She asked for it.")

    send_all(world, outlet)

    assert "Where is my deposit?" not in str(receiver.effects)
    received = next(e for e in receiver.effects if e["type"] == "message.received")
    assert received["data"]["is_erased"]
    assert "words.erased" in [told["type"] for told in receiver.effects]


def test_a_brand_hears_nothing_of_another(world: World, receiver: Receiver) -> None:
    outlet = outlet_to(world, receiver)

    with brand_scope(world.elsewhere.pk):
        assert not type(outlet).objects.exists()
    assert send_next(Actor.system(world.elsewhere.pk), outlet.pk) is False
    world.asked()
    assert send_next(Actor.system(world.elsewhere.pk), outlet.pk) is False
    assert send_all(world, outlet) > 0
