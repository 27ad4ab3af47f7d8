from __future__ import annotations

from dataclasses import replace

import pytest

from pharos.cases.actions.read import mark_read
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
