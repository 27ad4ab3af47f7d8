"""What does not join by itself: whose it is, when it came, and what people are at."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from pharos.cases.access import locked
from pharos.cases.actions.assign import take_case
from pharos.cases.actions.keep_draft import Unsent, keep_draft
from pharos.cases.actions.note import add_note
from pharos.cases.actions.reason import correct_reason
from pharos.cases.models import Case, CaseLink
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import (
    SECONDS,
    answered,
    fresh,
    is_whole,
    resolved,
    together,
)
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Handle
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
    set_days,
)
from pharos.testing.world import World


@pytest.mark.parametrize(("who", "joined"), [("dana", 1), ("minjun", 0)])
def test_two_customers_never_meet(world: World, who: str, joined: int) -> None:
    opened(world)
    again(world, getattr(world, who))

    assert compared(world) == joined


def test_the_same_name_proves_nothing(world: World) -> None:
    opened(world)
    with brand_scope(world.brand.pk):
        other = Customer.objects.create(brand=world.brand, name=world.dana.name)
        Handle.objects.create(
            brand=world.brand,
            customer=other,
            kind="account",
            value=str(uuid4()),
            assurance=2,
            proved_by="token",
        )
    again(world, other)

    assert compared(world) == 0
    again(world)
    assert compared(world) == 1


@pytest.mark.parametrize(("assurance", "joined"), [(2, 1), (0, 0)])
def test_who_is_found_to_be_one_joins_only_where_they_have_signed_in(
    world: World, assurance: int, joined: int
) -> None:
    opened(world)
    second = world.customer("Dana's other account", assurance=2)
    with brand_scope(world.brand.pk):
        Customer.objects.filter(pk=second.pk).update(merged_into=world.dana)
    actor = Actor.customer(id=second.pk, brand_id=world.brand.pk, name="Dana", assurance=assurance)
    admit(actor=actor, inbound=inbound())
    followed(world)

    assert compared(world) == joined


@pytest.mark.parametrize(("assurance", "joined"), [(1, 1), (0, 0)])
def test_a_sender_whom_nothing_proves_joins_nothing(
    world: World, assurance: int, joined: int
) -> None:
    sender = world.customer("Dana by mail", assurance=1)
    actor = Actor.customer(id=sender.pk, brand_id=world.brand.pk, name="", assurance=1)
    first = admit(actor=actor, inbound=inbound(channel="mail", must_take=True, reason=""))
    followed(world)
    correct_reason(actor=world.amara.actor(), number=first.case, reason=REASON)
    unproved = Actor.customer(id=sender.pk, brand_id=world.brand.pk, name="", assurance=assurance)
    admit(actor=unproved, inbound=inbound(channel="mail", must_take=True))
    followed(world)

    assert compared(world) == joined


@pytest.mark.parametrize(("surface", "joined"), [("web", 1), ("public", 0)])
def test_nothing_is_joined_that_would_be_told_in_public(
    world: World, surface: str, joined: int
) -> None:
    opened(world)
    again(world, surface=surface)

    assert compared(world) == joined


@pytest.mark.parametrize(("days", "ago", "joined"), [(7, 6, 1), (7, 8, 0), (30, 8, 1), (0, 1, 0)])
def test_the_brand_says_for_how_long_and_whether_at_all(
    world: World, days: int, ago: int, joined: int
) -> None:
    set_days(world, days)
    there = opened(world)
    with brand_scope(world.brand.pk):
        Case.objects.filter(pk=there.pk).update(opened_at=now() - timedelta(days=ago))
    again(world)

    assert compared(world) == joined
    assert marks(world) == 0


DEEDS = {
    "nothing": (lambda _world, _new, _there: None, 1),
    "took the new one": (
        lambda world, new, _: take_case(actor=world.kofi.actor(), number=new.number),
        0,
    ),
    "answered the new one": (lambda world, new, _: answered(new, world.kofi), 0),
    "noted on the new one": (
        lambda world, new, _: add_note(
            actor=world.kofi.actor(), number=new.number, body="Hm.", client_token="n"
        ),
        0,
    ),
    "writes on the new one": (
        lambda world, new, _: keep_draft(
            actor=world.kofi.actor(),
            number=new.number,
            draft=Unsent(kind="reply", text="Dear", client_token="d"),
        ),
        0,
    ),
    "resolved the new one": (
        lambda world, new, _: (answered(new, world.kofi), resolved(new, world.kofi)),
        0,
    ),
    "took the open one": (
        lambda world, _, there: take_case(actor=world.kofi.actor(), number=there.number),
        1,
    ),
    "answered the open one": (lambda world, _, there: answered(there, world.kofi), 0),
    "resolved the open one": (lambda world, _, there: resolved(there, world.kofi), 0),
}


@pytest.mark.parametrize(("deed", "joined"), DEEDS.values(), ids=list(DEEDS))
def test_what_people_are_at_is_left_to_them(world: World, deed: Any, joined: int) -> None:
    there, new = opened(world), again(world)

    deed(world, new, there)

    assert compared(world) == joined
    assert marks(world) == 0


@pytest.mark.parametrize("which", ["the new one", "the open one"])
def test_whoever_ends_a_case_at_that_moment_is_quicker(world: World, which: str) -> None:
    there, new = opened(world), again(world)
    ended = new if which == "the new one" else there
    system = Actor.system(world.brand.pk)

    results = together(lambda: resolved(ended, world.amara).state, lambda: join_repeats(system))

    if fresh(new).state == CaseState.MERGED:
        # It was joined first: then it cannot be ended by itself, or the open one was ended after.
        assert which == "the open one" or isinstance(results[0], Exception)
    else:
        assert fresh(ended).state == CaseState.RESOLVED
    assert is_whole(new)
    assert is_whole(there)


def test_what_moved_while_the_heads_were_waited_for_is_not_joined(world: World) -> None:
    there, new = opened(world), again(world)
    system, is_held = Actor.system(world.brand.pk), threading.Event()

    def resolves() -> int:
        with brand_scope(world.brand.pk):
            locked(new)
            is_held.set()
            with connection.cursor() as cursor:
                cursor.execute(WAITED_FOR)
            return Case.objects.filter(pk=there.pk).update(state="RESOLVED", resolved_at=now())

    def joins() -> int:
        assert is_held.wait(SECONDS)
        return join_repeats(system)

    assert together(resolves, joins) == [1, 0]
    assert fresh(new).state == CaseState.QUEUED


# Until somebody waits for what is held here.
WAITED_FOR = """
DO $$ BEGIN
    FOR i IN 1..400 LOOP
        PERFORM pg_stat_clear_snapshot();
        IF EXISTS (SELECT FROM pg_locks WHERE NOT granted) THEN RETURN; END IF;
        PERFORM pg_sleep(0.01);
    END LOOP;
END $$
"""


@pytest.mark.parametrize(("form", "joined"), [({"formal": True}, 0), ({"impact": "some"}, 1)])
def test_a_formal_complaint_stands_by_itself(
    world: World, form: dict[str, object], joined: int
) -> None:
    opened(world)
    said = inbound(own_case=True, about=lambda _: {"form": form})
    admit(actor=world.actor(world.dana), inbound=said)
    followed(world)

    assert compared(world) == joined


@pytest.mark.parametrize(("kind", "joined"), [("split", 0), ("related", 1)])
def test_what_was_split_off_by_hand_is_not_joined(world: World, kind: str, joined: int) -> None:
    there, new = opened(world), again(world)
    with brand_scope(world.brand.pk):
        CaseLink.objects.create(
            brand=world.brand, case=new, other=there, kind=kind, created_at=now()
        )

    assert compared(world) == joined


def test_the_marks_of_another_brand_are_not_seen(world: World) -> None:
    opened(world)
    again(world)

    assert join_repeats(Actor.system(world.elsewhere.pk)) == 0
    with brand_scope(world.elsewhere.pk):
        assert not RepeatMark.objects.exists()
    assert marks(world) == 1
    assert compared(world) == 1
