"""A second contact about the same problem joins the open case, is told, counted and undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError

from pharos.cases.actions.assign import take_case
from pharos.cases.actions.merge import merge_cases, unmerge_case
from pharos.cases.actions.reason import correct_reason
from pharos.cases.actions.say_otherwise import say_otherwise
from pharos.cases.models import Case, Delivery, Notification
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import (
    answered,
    clocks,
    code_of,
    fresh,
    is_whole,
    kinds,
    resolved,
    together,
    write_again,
)
from pharos.insight.report import Period, first_report
from pharos.kernel.scope import brand_scope, reading
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.reception.admit import admit
from pharos.reception.models import RepeatMark
from pharos.reception.repeats import join_repeats
from pharos.reception.tests.contacts import (
    REASON,
    again,
    compared,
    followed,
    inbound,
    marks,
    opened,
    own_state,
    told,
)
from pharos.testing.world import World


@pytest.mark.requirement("CH-03", "CH-27", "TK-09")
def test_the_second_contact_joins_the_open_case_and_both_ledgers_say_why(world: World) -> None:
    there = opened(world)
    take_case(actor=world.amara.actor(), number=there.number)
    new = again(world)

    assert compared(world) == 1

    assert (fresh(new).state, fresh(new).merged_into_id) == (CaseState.MERGED, there.pk)
    assert fresh(there).assignee == world.amara
    (away,) = [each for each in world.entries(new) if each.kind == "merge"]
    (here,) = [each for each in world.entries(there) if each.kind == "merge"]
    why = {"by": "reason", "reason": REASON}
    assert (away.payload["into"], away.payload["same"]) == (there.number, why)
    assert (here.payload["from"], here.payload["same"]) == (new.number, why)
    assert {away.author_kind, here.author_kind} == {"system"}
    carried = [each.body for each in world.entries(there) if each.kind == "carried"]
    assert carried == ["My account is locked."]
    assert is_whole(new)
    assert is_whole(there)
    with brand_scope(world.brand.pk):
        assert Notification.objects.filter(staff=world.amara, case=there, kind="answered").exists()


@pytest.mark.requirement("TK-01")
def test_the_customer_reads_of_it_and_how_to_object(world: World) -> None:
    there, new = opened(world), again(world)
    compared(world)

    (entry,) = told(world, new)

    assert entry.conversation_id == world.conversation(new).pk
    assert entry.position is not None
    assert there.number in (entry.body or "")
    assert "This is something else" in (entry.body or "")
    assert entry.payload == {"case": new.number, "together": there.number}


@pytest.mark.requirement("CH-27")
def test_by_mail_it_is_told_and_an_answer_objects(world: World) -> None:
    sender = world.customer("Dana by mail", assurance=1)
    dana = Actor.customer(id=sender.pk, brand_id=world.brand.pk, name="Dana", assurance=1)
    first = admit(actor=dana, inbound=inbound(channel="mail", must_take=True, reason=""))
    followed(world)
    correct_reason(actor=world.amara.actor(), number=first.case, reason=REASON)
    mail = inbound(channel="mail", must_take=True)
    second = admit(actor=dana, inbound=mail)
    followed(world)
    assert compared(world) == 1

    with brand_scope(world.brand.pk):
        new = Case.objects.get(number=second.case)
    received, together = told(world, new)
    assert received.payload["joined"] is False
    with brand_scope(world.brand.pk):
        assert Delivery.objects.filter(case=new, seq=together.seq, state="queued").exists()
    assert together.body
    asked = together.body.splitlines()[-1].partition(": ")[2]
    words = f"{asked}.\n\nOn Monday Northmere wrote:\n> {together.body}"
    admit(actor=dana, inbound=replace(mail, client_token="answer", text=words))
    followed(world)

    assert fresh(new).state == CaseState.QUEUED
    assert told(world, new)[-1].payload == {"case": new.number, "apart": first.case}
    assert is_whole(new)


@pytest.mark.requirement("TK-01")
def test_the_earlier_promise_stands(world: World) -> None:
    there = opened(world)
    answered(there, world.amara)
    new = again(world)
    (promised,) = clocks(new, running=True)
    compared(world)

    assert clocks(new, running=True) == []
    (running,) = clocks(there, running=True)
    assert running.kind == "next_response"
    assert running.due_at == promised.due_at


def test_who_waits_longer_there_keeps_the_promise_that_is_there(world: World) -> None:
    there = opened(world)
    before = [(clock.kind, clock.due_at) for clock in clocks(there, running=True)]
    again(world)

    assert compared(world) == 1

    assert [(clock.kind, clock.due_at) for clock in clocks(there, running=True)] == before


def test_what_is_written_there_later_reaches_the_open_case(world: World) -> None:
    there, new = opened(world), again(world)
    compared(world)

    write_again(world, new, "Still locked.")
    followed(world)

    carried = [each.body for each in world.entries(there) if each.kind == "carried"]
    assert carried[-1] == "Still locked."
    assert fresh(new).state == CaseState.MERGED


def test_it_is_counted_as_a_repeat_until_it_is_undone(world: World) -> None:
    there, new = opened(world), again(world)
    compared(world)
    today = now().date()
    period = Period(first=today - timedelta(days=1), last=today + timedelta(days=1), zone="UTC")

    def counted() -> tuple[object, ...]:
        with reading(world.bruno.actor()):
            total = first_report(brand_id=world.brand.pk, period=period, at=now()).total
        return tuple(
            total.figures[name] for name in ("cases", "contacts_per_resolution", "reopened")
        )

    resolved(there, world.amara)
    assert counted() == (1, 2.0, 1.0)

    unmerge_case(actor=world.amara.actor(), number=new.number)
    assert counted() == (2, 1.0, 0.0)


@pytest.mark.parametrize("by", ["customer", "agent", "words"])
@pytest.mark.requirement("CH-27")
def test_undone_everything_is_as_before_and_never_joined_again(world: World, by: str) -> None:
    there = opened(world)
    answered(there, world.amara)
    new = again(world)
    before = own_state(new), own_state(there)
    entries = len(world.entries(new)), len(world.entries(there))
    compared(world)

    if by == "customer":
        say_otherwise(actor=world.actor(world.dana), number=new.number)
    elif by == "agent":
        unmerge_case(actor=world.amara.actor(), number=new.number)
    else:
        write_again(world, new, "This is SOMETHING else!\nIt is about my other account.")
        followed(world)

    assert (own_state(new), own_state(there)) == before
    assert len(world.entries(new)) > entries[0]
    assert len(world.entries(there)) > entries[1]
    assert told(world, new)[-1].payload == {"case": new.number, "apart": there.number}
    assert is_whole(new)
    assert is_whole(there)
    with brand_scope(world.brand.pk):
        RepeatMark.objects.create(
            brand=world.brand, case=new, created_at=world.now(), due_at=world.now()
        )
    assert compared(world) == 0
    assert fresh(new).state != CaseState.MERGED


def test_a_promise_that_was_hastened_goes_back_to_its_time(world: World) -> None:
    there = opened(world)
    answered(there, world.amara)
    with frozen_at(now() + timedelta(seconds=1)):
        new = again(world)
    with frozen_at(now() + timedelta(seconds=2)):
        write_again(world, there, "Anybody?")
        followed(world)
    before = own_state(there)
    (late,), (soon,) = clocks(there, running=True), clocks(new, running=True)
    assert soon.due_at
    assert late.due_at
    assert soon.due_at < late.due_at, "otherwise there is nothing to hasten"
    with frozen_at(now() + timedelta(seconds=3)):
        assert compared(world) == 1
    (running,) = clocks(there, running=True)
    assert running.due_at == soon.due_at

    say_otherwise(actor=world.actor(world.dana), number=new.number)

    assert own_state(there) == before


@pytest.mark.parametrize("text", ["This is something else entirely", "Is this something else?"])
def test_other_words_object_to_nothing(world: World, text: str) -> None:
    opened(world)
    new = again(world)
    compared(world)

    write_again(world, new, text)
    followed(world)

    assert fresh(new).state == CaseState.MERGED


def test_saying_it_twice_changes_nothing_and_what_people_merged_stays(world: World) -> None:
    there, new = opened(world), again(world)
    dana = world.actor(world.dana)
    compared(world)

    def otherwise() -> str:
        return code_of(lambda: say_otherwise(actor=dana, number=new.number))

    assert (otherwise(), otherwise()) == ("ok", "ok")
    assert kinds(world.entries(new)).count("unmerge") == 1

    merge_cases(actor=world.amara.actor(), number=new.number, into=there.number)
    assert otherwise() == "not_joined"
    write_again(world, new, "This is something else")
    followed(world)
    assert fresh(new).state == CaseState.MERGED


@pytest.mark.parametrize(("who", "code"), [("dana", "ok"), ("minjun", "not_found")])
def test_only_whose_case_it_is_takes_it_out(world: World, who: str, code: str) -> None:
    opened(world)
    new = again(world)
    compared(world)
    actor = world.actor(getattr(world, who))

    assert code_of(lambda: say_otherwise(actor=actor, number=new.number)) == code

    assert (fresh(new).state == CaseState.MERGED) is (code != "ok")


def test_a_worker_that_dies_in_the_middle_does_it_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, new = opened(world), again(world)
    before = kinds(world.entries(new)), kinds(world.entries(there))

    with monkeypatch.context() as patched:
        patched.setattr("pharos.reception.repeats.told_together", killed)
        with pytest.raises(DatabaseError):
            compared(world)
    assert (kinds(world.entries(new)), kinds(world.entries(there))) == before
    assert marks(world) == 1

    system = Actor.system(world.brand.pk)
    results = together(lambda: join_repeats(system), lambda: join_repeats(system))

    assert sorted(map(int, results)) == [0, 1]  # type: ignore[arg-type]
    assert kinds(world.entries(there)).count("merge") == 1
    assert len(told(world, new)) == 1
    assert (marks(world), compared(world)) == (0, 0)


def killed(*_: object) -> object:
    from django.db import OperationalError

    raise OperationalError("the connection is gone")
