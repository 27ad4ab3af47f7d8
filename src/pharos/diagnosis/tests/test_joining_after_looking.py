"""What was looked up tells whether a second contact is about the same problem."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.cases.actions.say_otherwise import say_otherwise
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import fresh, is_whole
from pharos.diagnosis.actions.wake_watchers import wake_watchers
from pharos.diagnosis.models import Watcher
from pharos.diagnosis.tests.conftest import Connected
from pharos.diagnosis.tests.test_walk import TXID, deposit
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.reception.repeats import join_repeats

OTHER = "0x" + "cd" * 32


def joined(here: Connected) -> int:
    return join_repeats(Actor.system(here.brand.pk))


def two(here: Connected, *, named: str = TXID) -> tuple[Case, Case]:
    """An open case about a deposit, and what Dana asked later without a topic."""
    deposit(here, 60)
    there = here.world.asked(text=f"Where is it? {TXID}")
    here.work()
    assert joined(here) == 0
    return there, here.world.asked(text=f"Can you help? {named}", reason="")


@pytest.mark.requirement("TK-09")
@pytest.mark.parametrize(("named", "count"), [(TXID, 1), (OTHER, 0)])
def test_a_contact_without_a_topic_joins_by_what_was_found(
    connected: Connected, named: str, count: int
) -> None:
    there, new = two(connected, named=named)
    connected.work()

    assert joined(connected) == count

    merges = [one for one in connected.world.entries(new) if one.kind == "merge"]
    assert len(merges) == count
    for one in merges:
        assert one.payload["same"] == {"by": "subject", "reason": "DEP", "what": TXID}
    assert is_whole(there)
    assert is_whole(new)


def test_nothing_is_joined_before_it_was_looked_up(connected: Connected) -> None:
    _there, new = two(connected)
    follow_up(actor=Actor.system(connected.brand.pk))

    assert joined(connected) == 0
    connected.work()
    with frozen_at(now() + timedelta(seconds=3)):
        assert joined(connected) == 1
    assert fresh(new).state == CaseState.MERGED


def test_what_nobody_can_look_up_is_left_to_people_in_the_end(connected: Connected) -> None:
    _there, new = two(connected)
    follow_up(actor=Actor.system(connected.brand.pk))

    with frozen_at(now() + timedelta(minutes=16)):
        assert joined(connected) == 0
    connected.work()
    with frozen_at(now() + timedelta(minutes=17)):
        assert joined(connected) == 0
    assert fresh(new).state != CaseState.MERGED


def test_what_the_program_awaits_is_awaited_again_once_it_is_taken_out(
    connected: Connected,
) -> None:
    _there, new = two(connected)
    connected.work()
    assert joined(connected) == 1
    system = Actor.system(connected.brand.pk)
    with frozen_at(now() + timedelta(days=2)):
        wake_watchers(actor=system)
    with brand_scope(connected.brand.pk):
        assert Watcher.objects.filter(case=new, subject=TXID).exists()

    say_otherwise(actor=connected.world.actor(connected.world.dana), number=new.number)

    assert fresh(new).state == CaseState.WAITING_CHAIN
    with brand_scope(connected.brand.pk):
        Watcher.objects.filter(case=new).update(due_at=now())
    assert wake_watchers(actor=system) == 1
