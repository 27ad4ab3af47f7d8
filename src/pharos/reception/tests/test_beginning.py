"""First messages opened as cases many at a time: the same as one by one, and no other's."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from pharos.cases.models import Case, Conversation, Entry
from pharos.cases.tests.deeds import clocks, is_whole, kinds, together
from pharos.cases.words import screened
from pharos.clocks.models import Clock
from pharos.kernel.errors import Busy
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actions.know_sender import know_sender
from pharos.people.actor import Actor
from pharos.people.models import Customer, Handle, Team
from pharos.people.sender import Sender
from pharos.reception.admit import admit
from pharos.reception.beginning import Beginning, Begun, begin
from pharos.reception.inbound import Inbound
from pharos.reception.models import FollowUp, Received
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

OPEN = "SELECT token, status, number FROM reception_open(%s::json)"
# What two rows of the same content differ in.
OWN = {
    *("id", "number", "public_id", "external_id", "item", "value", "client_token"),
    *("case", "customer", "conversation", "case_id", "conversation_id", "pk"),
    *("salt", "body_digest", "payload_digest", "attachments_digest", "hash", "visible_hash"),
}


def sender(name: str = "Dana", *, proved_by: str = "dmarc") -> Sender:
    value = f"{uuid4().hex}@example.test"
    return Sender(kind="mail", value=value, name=name, language="en", proved_by=proved_by)


def beginning(world: World, text: str = "Where is it?", **more: Any) -> Beginning:
    item = more.get("item", f"1:{uuid4().hex}")
    known: dict[str, Any] = {
        "brand_id": world.brand.pk,
        "channel": "mail",
        "external_id": item,
        "item": item,
        "client_token": uuid4().hex,
        "sender": sender(),
        "language": "en",
        "words": screened(text),
        "subject": screened("Deposit"),
        "at": now(),
        "more": {"mail": {"subject": "Deposit", "id": "<one@example.test>"}},
    }
    return Beginning(**known | more)


def begun(world: World, one: Beginning) -> Begun:
    return begin(actor=Actor.system(world.brand.pk), beginning=one)


def step_by_step(world: World, one: Beginning) -> Case:
    """The same by the doors that take in whatever comes."""
    customer = know_sender(actor=Actor.system(world.brand.pk), brand=world.brand, sender=one.sender)
    inbound = Inbound(
        channel=one.channel,
        external_id=one.item,
        client_token=one.client_token,
        text=one.words.text,
        subject=one.subject.text,
        language=one.language,
        item=one.item,
        must_take=True,
        feedback=one.predicted,
        about=lambda _kept: one.more,
    )
    return case_with(world, admit(actor=customer, inbound=inbound).case)


def case_with(world: World, number: str) -> Case:
    with brand_scope(world.brand.pk):
        return Case.objects.get(number=number)


def cases_of(world: World) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.filter(brand=world.brand).order_by("pk"))


def told(row: Any) -> dict[str, Any]:
    """All columns of a row that are the same for the same message."""
    columns = {field.name: getattr(row, field.attname) for field in row._meta.local_concrete_fields}
    return {name: value for name, value in columns.items() if name not in OWN}


def all_told(world: World, case: Case) -> dict[str, Any]:
    """Every row that a case begins with."""
    with brand_scope(world.brand.pk):
        (thread,) = Conversation.objects.filter(case=case)
        of_case = {"case_id": case.pk}
        rows: dict[str, Any] = {
            "case": [case],
            "conversation": [thread],
            "customer": [case.customer],
            "handles": case.customer.handles.all(),
            "entries": Entry.objects.filter(**of_case).order_by("seq"),
            "clocks": Clock.objects.filter(**of_case),
            "marks": FollowUp.objects.filter(**of_case),
            "received": Received.objects.filter(**of_case),
        }
        found = {name: [told(row) for row in those] for name, those in rows.items()}
    assert found["entries"][0]["author_id"] == case.customer_id
    assert found["entries"][1]["payload"]["customer"] == case.customer_id
    found["entries"][0]["author_id"] = found["entries"][1]["payload"]["customer"] = 0
    return found


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"sender": sender("", proved_by="")},
        {"subject": screened("", with_files=True), "language": "ko", "more": {}},
        {"predicted": "FBK.PRAISE"},
        {"words": screened("입금이 아직… " * 60), "sender": sender('"D\\ana" \t ' + "x" * 200)},
    ],
)
def test_what_is_opened_is_what_the_other_door_opens(world: World, more: dict[str, Any]) -> None:
    # The same for both: an address belongs to one customer.
    one = beginning(world, **more)
    other = replace(
        one,
        item=f"1:{uuid4().hex}",
        client_token=uuid4().hex,
        sender=replace(one.sender, value=f"other-{one.sender.value}"),
    )

    with frozen_at(one.at):
        mine = case_with(world, begun(world, one).number)
        theirs = step_by_step(world, other)

    assert all_told(world, mine) == all_told(world, theirs)
    assert is_whole(mine)
    assert kinds(world.entries(mine)) == ["message", "opened"]


@pytest.mark.requirement("TK-14")
def test_the_same_item_opens_one_case_by_whichever_door_it_comes(world: World) -> None:
    one = beginning(world)

    first = begun(world, one)
    assert begun(world, one) == Begun("repeated", first.number)
    assert step_by_step(world, one).number == first.number

    other = beginning(world)
    case = step_by_step(world, other)
    assert begun(world, other) == Begun("repeated", case.number)
    assert len(cases_of(world)) == 2


def test_who_is_known_stays_who_they_are_and_has_another_case(world: World) -> None:
    nameless = sender("")
    first = begun(world, beginning(world, sender=nameless))
    second = begun(world, beginning(world, sender=replace(nameless, name="Dana", language="")))
    third = begun(world, beginning(world, sender=replace(nameless, name="Somebody")))

    cases = [case_with(world, each.number) for each in (first, second, third)]
    assert len({case.customer_id for case in cases}) == 1
    with brand_scope(world.brand.pk):
        assert Customer.objects.get(pk=cases[0].customer_id).name == "Dana"
    assert [world.entries(case)[0].author_name for case in cases] == [None, "Dana", "Dana"]


def test_two_at_the_same_time_from_somebody_new_make_one_customer(world: World) -> None:
    new = sender()
    ones = [beginning(world, text, sender=new) for text in ("One.", "Two.", "Three.")]

    results = together(*(lambda one=one: begun(world, one) for one in ones))

    assert [each.status for each in results if isinstance(each, Begun)] == ["opened"] * 3
    assert len({case.customer_id for case in cases_of(world)}) == 1


def test_the_same_at_the_same_time_opens_one_case(world: World) -> None:
    one = beginning(world)

    results = together(*(lambda: begun(world, one) for _each in range(3)))

    assert sorted(each.status for each in results if isinstance(each, Begun)) == [
        "opened",
        "repeated",
        "repeated",
    ]
    (case,) = cases_of(world)
    assert kinds(world.entries(case)) == ["message", "opened"]
    assert [clock.kind for clock in clocks(case)] == ["first_response"]


def test_a_thread_that_is_there_is_left_to_the_other_door(world: World) -> None:
    one = beginning(world)
    begun(world, one)
    with brand_scope(world.brand.pk):
        Received.objects.filter(item=one.item).delete()

    assert begun(world, one) == Begun("not_plain")
    assert len(cases_of(world)) == 1


def test_nobody_set_up_to_answer_is_said(world: World) -> None:
    with brand_scope(world.brand.pk):
        Team.objects.filter(brand=world.brand).update(retired_at=now())

    with pytest.raises(Busy):
        begun(world, beginning(world))
    assert cases_of(world) == []


def opened(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Open them in one call, in the transaction at hand; by token, what became of each."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [json.dumps(rows)])
        return {token: status for token, status, _number in cursor.fetchall()}


def test_many_are_opened_by_one_call_each_in_its_own_case(world: World) -> None:
    ours = world.support.pk
    same = sender()
    rows = [beginning(world, f"Mail {n}.", sender=same).row(ours) for n in range(3)]
    rows += [beginning(world, f"Mail {n}.").row(ours) for n in range(3, 6)]
    known = beginning(world, "Known.")
    begun(world, known)

    with brand_scope(world.brand.pk):
        results = opened([*rows, known.row(ours)])

    assert [results[row["client_token"]] for row in rows] == ["opened"] * 6
    assert results[known.client_token] == "repeated"
    cases = cases_of(world)
    assert [case.last_words for case in cases] == ["Known.", *(f"Mail {n}." for n in range(6))]
    assert all(is_whole(case) for case in cases)
    assert len({case.customer_id for case in cases}) == 5


def test_a_scope_holds_whatever_brand_a_message_names(world: World) -> None:
    ours, theirs = world.support.pk, world.other_support.pk
    foreign = replace(beginning(world), brand_id=world.elsewhere.pk).row(ours)
    lent = beginning(world).row(theirs)
    fine = beginning(world).row(ours)

    with brand_scope(world.brand.pk):
        results = opened([foreign, lent, fine])

    assert results == {
        foreign["client_token"]: "not_plain",
        lent["client_token"]: "not_plain",
        fine["client_token"]: "opened",
    }
    assert len(cases_of(world)) == 1
    with brand_scope(world.elsewhere.pk):
        assert not Handle.objects.filter(value=foreign["sender"]).exists()


def test_a_team_that_has_just_been_retired_gets_nothing(world: World) -> None:
    ours = world.support.pk
    row = beginning(world).row(ours)
    with brand_scope(world.brand.pk):
        Team.objects.filter(pk=ours).update(retired_at=now())

        assert opened([row]) == {row["client_token"]: "not_plain"}
    assert cases_of(world) == []


def test_without_a_scope_each_is_of_the_brand_that_it_names(
    world: World, database: TestDatabase
) -> None:
    ours = world.support.pk
    rows = [beginning(world, "One.").row(ours), beginning(world, "Two.").row(ours)]

    with psycopg.connect(database.url) as straight:
        found = straight.execute(OPEN, [json.dumps(rows)]).fetchall()

    assert [status for _token, status, _number in found] == ["opened", "opened"]
    assert [case.last_words for case in cases_of(world)] == ["One.", "Two."]
