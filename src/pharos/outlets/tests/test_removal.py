"""A webhook is taken away: nothing more goes there, and what went there can still be read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.kernel.audit import entries
from pharos.kernel.errors import Forbidden, NotFound
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.outlets.actions.record_attempt import record_attempt
from pharos.outlets.actions.remove_outlet import remove_outlet
from pharos.outlets.actions.replay import send_again, send_range_again
from pharos.outlets.actions.take_dispatches import (
    end_dispatches,
    forget_dispatches,
    take_dispatches,
)
from pharos.outlets.models import Dispatch
from pharos.outlets.posting import Answered
from pharos.outlets.tests.deeds import dispatches, fresh, outlet_to, send_all
from pharos.outlets.tests.receiver import Receiver
from pharos.people.actor import Actor
from pharos.testing.world import World

OPENED = ("case.opened",)


def test_what_waits_ends_nothing_new_comes_and_its_secrets_go(
    world: World, receiver: Receiver, other_receiver: Receiver
) -> None:
    outlet, other = outlet_to(world, receiver), outlet_to(world, other_receiver)
    world.asked()
    waiting = len(dispatches(outlet, "queued"))

    ended = remove_outlet(actor=world.ada.actor(), slug=world.brand.slug, outlet_id=outlet.pk)
    world.asked(world.minjun)

    assert ended == waiting == len(dispatches(outlet)) > 0
    assert {each.state for each in dispatches(outlet)} == {"ended"}
    assert send_all(world, outlet) == 0
    assert receiver.asked == []
    assert (fresh(outlet).secret, fresh(outlet).is_on) == ("", False)
    with brand_scope(world.brand.pk):
        told = entries(world.brand.pk)[0]
    assert (told.action, told.subject) == ("outlet.removed", outlet.label)
    assert told.change == {"waiting": [waiting, 0]}
    assert send_all(world, other) > waiting


def test_only_an_administrator_of_the_brand_takes_it_away_and_only_once(
    world: World, receiver: Receiver
) -> None:
    outlet, slug = outlet_to(world, receiver), world.brand.slug
    for who in (world.bruno, world.amara):
        with pytest.raises(Forbidden):
            remove_outlet(actor=who.actor(), slug=slug, outlet_id=outlet.pk)
    elsewhere = world.staff("Lin", world.other_support, role="administrator")
    with pytest.raises(NotFound):
        remove_outlet(actor=elsewhere.actor(), slug=world.elsewhere.slug, outlet_id=outlet.pk)

    remove_outlet(actor=world.ada.actor(), slug=slug, outlet_id=outlet.pk)
    with pytest.raises(NotFound):
        remove_outlet(actor=world.ada.actor(), slug=slug, outlet_id=outlet.pk)


def test_what_is_being_sent_meanwhile_is_taken_or_ends(world: World, receiver: Receiver) -> None:
    outlet = outlet_to(world, receiver, events=OPENED)
    world.asked()
    world.asked(world.minjun)
    system = Actor.system(world.brand.pk)
    first, second = take_dispatches(actor=system, outlet_id=outlet.pk, limit=2)
    remove_outlet(actor=world.ada.actor(), slug=world.brand.slug, outlet_id=outlet.pk)

    record_attempt(actor=system, dispatch_id=first.pk, answered=Answered(status=200))
    record_attempt(actor=system, dispatch_id=second.pk, answered=Answered(status=500))

    assert [each.state for each in dispatches(outlet)] == ["sent", "ended"]


def test_what_was_left_at_that_very_moment_ends_too(world: World, receiver: Receiver) -> None:
    outlet, other = outlet_to(world, receiver), outlet_to(world, receiver)
    world.asked()
    remove_outlet(actor=world.ada.actor(), slug=world.brand.slug, outlet_id=outlet.pk)
    with brand_scope(world.brand.pk):
        Dispatch.objects.filter(outlet=outlet).update(state="queued")

    assert end_dispatches(actor=Actor.system(world.brand.pk)) == len(dispatches(outlet))

    assert {each.state for each in dispatches(outlet)} == {"ended"}
    assert {each.state for each in dispatches(other)} == {"queued"}


def test_nothing_of_it_is_sent_again_and_it_is_forgotten_after_30_days(
    world: World, receiver: Receiver
) -> None:
    outlet, kept = outlet_to(world, receiver, events=OPENED), outlet_to(world, receiver)
    began = now()
    world.asked()
    receiver.secret = ""
    send_all(world, outlet)
    remove_outlet(actor=world.ada.actor(), slug=world.brand.slug, outlet_id=outlet.pk)
    (sent,) = dispatches(outlet, "sent")
    ada, brand_id = world.ada.actor(), world.brand.pk

    with pytest.raises(NotFound):
        send_again(actor=ada, brand_id=brand_id, dispatch_id=sent.pk)
    with pytest.raises(NotFound):
        send_range_again(
            actor=ada, brand_id=brand_id, outlet_id=outlet.pk, since=began, until=now()
        )
    for days, left in ((29, 1), (31, 0)):
        with frozen_at(began + timedelta(days=days)):
            forget_dispatches(actor=Actor.system(brand_id))
        assert len(dispatches(outlet)) == left
    assert dispatches(kept)
