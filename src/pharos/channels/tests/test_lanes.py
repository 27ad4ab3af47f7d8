"""Each channel of each brand sends by itself, as a worker has it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from pharos.channels.lanes import ChannelLanes
from pharos.channels.mail.tests.post import (
    Outbox,
    hand_over,
    listener,
    mail,
    mail_account,
    outbox,
    served,
)
from pharos.channels.mail.tests.test_mail_faults import deliveries
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World

SECONDS = 20


class Slow(Outbox):
    """A server that answers nobody until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.to_thread(self.let.wait, SECONDS)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def other(db: None) -> Iterator[World]:
    one = World()
    yield one
    one.leave()


@pytest.fixture
def slow() -> Iterator[Slow]:
    box = Slow()
    with served(lambda: SMTP(box, hostname="slow")) as port:
        box.port = port
        yield box
        box.let.set()


def writes(world: World, box: Outbox, *names: str) -> None:
    """Somebody writes to the brand by mail, and is to hear that it has arrived."""
    account = mail_account(world, box)
    with listener() as port:
        for name in names:
            sender = f"{name}@example.test"
            written = mail(account, sender=f"{name} <{sender}>", name=f"<{name}@example.test>")
            hand_over(port, written, to=[account.settings["address"]], sender=sender)
    follow_up(actor=Actor.system(world.brand.pk))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def states(world: World) -> set[str]:
    return {one.state for one in deliveries(world)}


def test_a_server_that_does_not_answer_delays_nobody_elses_answers(
    world: World, other: World, slow: Slow
) -> None:
    with ExitStack() as stack:
        box = stack.enter_context(outbox())
        writes(world, slow, "dana")
        writes(other, box, "minjun")
        lanes = ChannelLanes()
        both = Actor.system(world.brand.pk, other.brand.pk)

        assert lanes.deliver_waiting(both) == 2
        until(lambda: states(world) == {"sending"})
        until(lambda: states(other) == {"sent"})
        assert slow.mails == []

        slow.let.set()
        until(lambda: states(world) == {"sent"})
        assert (len(slow.mails), len(box.mails)) == (1, 1)


def test_a_lane_is_opened_once_while_it_has_something_to_send(world: World, slow: Slow) -> None:
    writes(world, slow, "dana", "minjun")
    lanes, actor = ChannelLanes(), Actor.system(world.brand.pk)

    assert lanes.deliver_waiting(actor) == 1
    until(lambda: states(world) == {"sending"})
    writes(world, slow, "li")
    assert lanes.deliver_waiting(actor) == 0

    slow.let.set()
    until(lambda: states(world) == {"sent"})
    assert len(slow.mails) == 3


def test_no_more_threads_begin_than_may_and_who_waited_is_next(
    world: World, other: World, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pharos.channels.lanes.JUST_NOW", timedelta(0))
    monkeypatch.setattr("pharos.channels.lanes.ALL_SECONDS", 3600.0)
    writes(world, slow, "dana")
    writes(other, slow, "minjun")
    lanes, both = ChannelLanes(in_all=1), Actor.system(world.brand.pk, other.brand.pk)

    assert [lanes.deliver_waiting(both) for _turn in range(2)] == [1, 0]
    slow.let.set()
    until(lambda: "sent" in states(world) | states(other))
    until(lambda: lanes.deliver_waiting(both) == 1)
    until(lambda: states(world) | states(other) == {"sent"})
