"""Answers that go out together share one connection to the server that sends them."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.cases.actions.take_deliveries import take_deliveries
from pharos.cases.models import Delivery
from pharos.channels.delivering import deliver_taken, deliver_waiting
from pharos.channels.mail.connections import connections_kept
from pharos.channels.mail.tests.post import Outbox, hand_over, mail
from pharos.channels.mail.tests.test_mail_faults import deliveries
from pharos.channels.models import ChannelAccount
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World

PEOPLE = ("dana", "minjun", "li", "eve")


@pytest.fixture
def waiting(world: World, port: int, account: ChannelAccount) -> list[Delivery]:
    """Four people have written, and each is to hear that it has arrived."""
    for name in PEOPLE:
        sender = f"{name}@example.test"
        written = mail(account, sender=f"{name} <{sender}>", name=f"<{name}@example.test>")
        hand_over(port, written, to=[account.settings["address"]], sender=sender)
    system = Actor.system(world.brand.pk)
    follow_up(actor=system)
    return take_deliveries(actor=system)


def told(box: Outbox) -> list[str]:
    return sorted(address for addresses in box.recipients for address in addresses)


EVERYBODY = sorted(f"{name}@example.test" for name in PEOPLE)


def test_answers_that_go_out_together_share_a_connection(
    waiting: list[Delivery], box: Outbox
) -> None:
    with connections_kept():
        deliver_taken(waiting)

    assert told(box) == EVERYBODY
    assert len(set(box.peers)) == 1


def test_without_keeping_each_has_a_connection_of_its_own(
    waiting: list[Delivery], box: Outbox
) -> None:
    deliver_taken(waiting)

    assert told(box) == EVERYBODY
    assert len(set(box.peers)) == len(PEOPLE)


def test_after_a_refusal_the_others_go_out_and_nobody_is_written_to_twice(
    world: World, waiting: list[Delivery], box: Outbox
) -> None:
    box.answers = ["250 OK", "550 5.1.1 Nobody of that name"]
    with connections_kept():
        deliver_taken(waiting)

    assert len(told(box)) == len(set(told(box))) == len(PEOPLE) - 1
    assert sorted(one.state for one in deliveries(world)) == ["failed", "sent", "sent", "sent"]


def test_a_connection_that_the_server_has_ended_is_opened_again(
    world: World, waiting: list[Delivery], box: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Outbox.handle_DATA

    async def ends_after(self: Outbox, server: Any, session: Any, envelope: Any) -> str:
        answer = await taken(self, server, session, envelope)
        await server.push(answer)
        server.transport.close()
        return answer

    monkeypatch.setattr(Outbox, "handle_DATA", ends_after)
    with connections_kept():
        deliver_taken(waiting)

    assert told(box) == EVERYBODY
    assert len(set(box.peers)) == len(PEOPLE)
    assert {one.state for one in deliveries(world)} == {"sent"}


def test_what_there_is_no_time_left_for_is_let_go_and_goes_out_next(
    world: World, waiting: list[Delivery], box: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 29.0, 31.0])
    with monkeypatch.context() as patch:
        patch.setattr("pharos.channels.delivering.monotonic", lambda: next(clock))
        deliver_taken(waiting)

    assert len(box.mails) == 2
    assert sorted(one.state for one in deliveries(world)) == ["queued", "queued", "sent", "sent"]
    assert sorted(one.tries for one in deliveries(world)) == [0, 0, 1, 1]

    deliver_waiting(Actor.system(world.brand.pk))
    assert told(box) == EVERYBODY
