"""A webhook that took nothing for three days is heard of by whoever supervises, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.letters.models import Letter
from pharos.outlets.actions.replay import send_dead_again
from pharos.outlets.actions.take_dispatches import give_up_dispatches
from pharos.outlets.events import NOTICES
from pharos.outlets.models import Outlet
from pharos.outlets.tests.deeds import dispatches, fresh, next_due, outlet_to, send_all
from pharos.outlets.tests.receiver import Receiver
from pharos.people.actions.preferences import Preferences, Untold, set_preferences, set_untold
from pharos.people.actor import Actor
from pharos.people.models import PushMessage, PushSubscription, Staff
from pharos.testing.world import World

OPENED = ("case.opened",)
SPAN = timedelta(days=3, minutes=1)


def wants_all(person: Staff) -> None:
    set_preferences(actor=person.actor(), preferences=Preferences(tells_by_mail=True))
    PushSubscription.objects.create(
        staff=person, endpoint=f"https://push.test/{person.pk}", p256dh="x", auth="y"
    )


def told(world: World, person: Staff) -> tuple[list[str], int]:
    """The subjects of their letters, and how many pushes."""
    with brand_scope(world.brand.pk):
        letters = Letter.objects.filter(to_address=person.email).order_by("pk")
        subjects = list(letters.values_list("subject", flat=True))
    pushes = PushMessage.objects.filter(subscription__staff=person, kind="webhook")
    return subjects, pushes.count()


def fails_for_three_days(world: World, outlet: Outlet, began: datetime) -> None:
    """Each half day one try, until the three days are over."""
    for after in (timedelta(0), SPAN / 2, SPAN):
        with frozen_at(began + after):
            send_all(world, outlet)
            give_up_dispatches(actor=Actor.system(world.brand.pk))


@pytest.mark.requirement("TK-14")
def test_supervisors_hear_once_of_what_was_given_up_and_again_only_after_it_worked(
    world: World, receiver: Receiver
) -> None:
    for person in (world.bruno, world.amara):
        wants_all(person)
    outlet = outlet_to(world, receiver, events=OPENED)
    receiver.fails, receiver.ways = 1.0, ["refuses"]
    world.asked()
    world.asked(world.minjun)

    began = now()
    fails_for_three_days(world, outlet, began)

    assert len(dispatches(outlet, "dead")) == 2
    assert told(world, world.bruno) == (["Events for Back office were given up"], 1)
    assert told(world, world.amara) == ([], 0)
    with brand_scope(world.brand.pk):
        (letter,) = Letter.objects.filter(to_address=world.bruno.email)
    assert letter.action_url.endswith(f"/admin/brands/{world.brand.slug}/undelivered/")

    send_dead_again(actor=world.bruno.actor(), brand_id=world.brand.pk)
    with frozen_at(began + 2 * SPAN):
        fails_for_three_days(world, outlet, now())
    assert told(world, world.bruno)[1] == 1
    receiver.fails = 0.0
    send_dead_again(actor=world.bruno.actor(), brand_id=world.brand.pk)
    with frozen_at(next_due(outlet) + 4 * SPAN):
        send_all(world, outlet)
    assert fresh(outlet).alarmed_at is None

    receiver.fails = 1.0
    with frozen_at(began + 6 * SPAN):
        world.asked(world.eve)
        fails_for_three_days(world, outlet, now())
    assert told(world, world.bruno)[1] == 2


def test_whoever_does_not_want_this_kind_is_not_told_of_it(
    world: World, receiver: Receiver
) -> None:
    wants_all(world.bruno)
    set_untold(actor=world.bruno.actor(), untold=Untold(by_push=["webhook"]))
    outlet = outlet_to(world, receiver, events=OPENED)
    receiver.fails, receiver.ways = 1.0, ["refuses"]
    world.asked()

    fails_for_three_days(world, outlet, now())

    assert told(world, world.bruno) == (["Events for Back office were given up"], 0)


def test_the_rooms_of_staff_that_want_it_are_told_where_to_look(
    world: World, receiver: Receiver, other_receiver: Receiver
) -> None:
    outlet = outlet_to(world, receiver, events=OPENED)
    chat = {"kind": Outlet.Kind.CHAT, "label": "Shift room"}
    room = outlet_to(world, other_receiver, events=tuple(NOTICES), **chat)
    deaf = outlet_to(world, other_receiver, events=("notice.urgent",), **chat)
    other_receiver.secret = ""
    receiver.fails, receiver.ways = 1.0, ["refuses"]
    world.asked()

    began = now()
    fails_for_three_days(world, outlet, began)
    with frozen_at(began + SPAN):
        send_all(world, room)

    (asked,) = other_receiver.asked
    assert "Events for a system of ours were given up" in asked.json["text"]
    assert asked.json["text"].endswith(f"/admin/brands/{world.brand.slug}/undelivered/")
    assert dispatches(deaf) == []
