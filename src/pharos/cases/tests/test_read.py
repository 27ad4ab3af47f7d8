from __future__ import annotations

from dataclasses import replace

import pytest

from pharos.cases.actions.read import mark_read
from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered, is_whole
from pharos.kernel.errors import NotFound
from pharos.people.actor import Actor
from pharos.testing.world import World


def read(world: World, actor: Actor, thread: str, position: int) -> None:
    mark_read(actor=actor, external_id=thread, channel="widget", position=position)


def test_reading_goes_forward_and_never_back(world: World) -> None:
    case = world.asked()
    thread = world.conversation(case).external_id
    dana = world.actor(world.dana)

    for position, expected in ((2, 2), (5, 5), (3, 5), (5, 5)):
        read(world, dana, thread, position)
        assert world.conversation(case).read_position == expected


@pytest.mark.parametrize("position", [2**31, 2**63, 10**30])
def test_a_position_beyond_all_bounds_harms_nothing(world: World, position: int) -> None:
    case = world.asked()

    read(world, world.actor(world.dana), world.conversation(case).external_id, position)

    assert world.conversation(case).read_position == 2**31 - 1


def test_nobody_reads_for_another(world: World) -> None:
    case = world.asked()
    thread = world.conversation(case).external_id
    dana = world.actor(world.dana)
    others = [
        world.actor(world.eve),
        world.actor(world.minjun),
        replace(dana, brands=(world.elsewhere.pk,)),
        world.amara.actor(),
    ]

    for other in others:
        with pytest.raises(NotFound):
            read(world, other, thread, 1)

    assert world.conversation(case).read_position == 0


def kinds_of(world: World, case: Case) -> list[str]:
    return [entry.kind for entry in world.entries(case)]


def test_the_ledger_tells_once_that_an_answer_was_seen(world: World) -> None:
    case = world.asked()
    thread, dana = world.conversation(case).external_id, world.actor(world.dana)
    read(world, dana, thread, 1)
    assert "seen" not in kinds_of(world, case), "one's own words are no news"

    answered(case, world.amara)
    last = answered(case, world.amara, "And one more.")
    for position in (last.position or 0, last.position or 0, 1):
        read(world, dana, thread, position)

    seen = [entry for entry in world.entries(case) if entry.kind == "seen"]
    assert [(each.payload, each.visibility) for each in seen] == [
        ({"position": last.position}, "staff")
    ]
    assert world.conversation(case).read_at is not None
    assert is_whole(case)
