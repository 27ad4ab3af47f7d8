"""A customer who comes twice about one problem, in words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pharos.cases.actions.reason import correct_reason
from pharos.cases.models import Case, Entry
from pharos.cases.tests.deeds import (
    clocks,
    fresh,
)
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.reception.follow_up import follow_up
from pharos.reception.inbound import Inbound
from pharos.reception.models import RepeatMark
from pharos.reception.repeats import join_repeats
from pharos.testing.world import World

REASON = "ACC.LOCKED"


def followed(world: World) -> None:
    follow_up(actor=Actor.system(world.brand.pk))


def compared(world: World) -> int:
    return join_repeats(Actor.system(world.brand.pk))


def opened(world: World, **more: Any) -> Case:
    """An open case of Dana's whose topic an agent has found out."""
    case = world.asked(text="I cannot get in.", reason="", **more)
    followed(world)
    correct_reason(actor=world.amara.actor(), number=case.number, reason=REASON)
    compared(world)
    return fresh(case)


def again(world: World, customer: Customer | None = None, **more: Any) -> Case:
    """Dana comes again, with the topic chosen this time."""
    case = world.asked(customer, **{"text": "My account is locked.", "reason": REASON} | more)
    followed(world)
    return fresh(case)


def told(world: World, case: Case) -> list[Entry]:
    return [each for each in world.entries(case) if each.kind == "acknowledged"]


def marks(world: World) -> int:
    with brand_scope(world.brand.pk):
        return RepeatMark.objects.filter(brand=world.brand).count()


def own_state(case: Case) -> tuple[object, ...]:
    """What is to be as before once a joining is undone."""
    running = [(clock.kind, clock.started_at, clock.due_at) for clock in clocks(case, running=True)]
    now_ = fresh(case)
    return now_.state, now_.assignee, now_.contacts, now_.waiting_since, running


def set_days(world: World, days: int) -> None:
    world.brand.profile["repeats"] = {"join_within_days": days}
    world.brand.save(update_fields=["profile"])


def inbound(**more: Any) -> Inbound:
    told = {"channel": "widget", "text": "My account is locked.", "reason": REASON}
    return Inbound(
        external_id=str(uuid4()),
        client_token=str(uuid4()),
        **told | more,
    )
