from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from pharos.cases.models import Case
from pharos.insight.actions.measure_answer_times import measure_answer_times
from pharos.insight.models import AnswerTime
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.testing.world import World


def begun(world: World, *, answered_after: float | None, ago: float = 5000) -> None:
    """A case of a while ago (seconds), answered so many seconds after it began, or not at all."""
    case = world.asked(world.customer(f"Dana {uuid4().hex[:6]}", assurance=2))
    at = now() - timedelta(seconds=ago)
    first = None if answered_after is None else at + timedelta(seconds=answered_after)
    with brand_scope(world.brand.pk):
        Case.objects.filter(pk=case.pk).update(opened_at=at, first_answered_at=first)


def measured(world: World) -> AnswerTime:
    measure_answer_times(actor=Actor.system(world.brand.pk))
    with brand_scope(world.brand.pk):
        return AnswerTime.objects.get(brand=world.brand, channel="widget")


def seconds(value: float | None) -> float | None:
    return None if value is None else round(value)


@pytest.mark.requirement("CH-02")
def test_half_and_nine_of_ten_are_of_the_first_answers_by_channel(world: World) -> None:
    for minute in range(1, 11):
        begun(world, answered_after=60 * minute)

    found = measured(world)

    assert (found.answered, found.waiting) == (10, 0)
    assert (seconds(found.half_seconds), seconds(found.most_seconds)) == (300, 540)


def test_whoever_still_waits_makes_it_longer_and_not_shorter(world: World) -> None:
    """Six of ten had an answer within six minutes; when the other four have theirs nobody knows."""
    for minute in range(1, 7):
        begun(world, answered_after=60 * minute)
    for _time in range(4):
        begun(world, answered_after=None)

    found = measured(world)

    assert (found.answered, found.waiting) == (6, 4)
    assert (seconds(found.half_seconds), seconds(found.most_seconds)) == (300, None)


def test_who_came_a_moment_ago_changes_nothing(world: World) -> None:
    for minute in range(1, 11):
        begun(world, answered_after=60 * minute)
    for _time in range(10):
        begun(world, answered_after=None, ago=1)

    found = measured(world)

    assert (seconds(found.half_seconds), seconds(found.most_seconds)) == (300, 540)


def test_what_is_older_than_the_days_that_are_named_is_left_out(world: World) -> None:
    begun(world, answered_after=60)
    begun(world, answered_after=60, ago=40 * 86_400)

    assert measured(world).answered == 1
    assert measured(world).days == 28


def test_another_brand_sees_none_of_it(world: World) -> None:
    begun(world, answered_after=60)
    measured(world)

    with brand_scope(world.elsewhere.pk):
        assert not AnswerTime.objects.exists()
