"""Where others fail, or nothing ran for a week: nothing is lost, and nobody sees anything twice."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from pharos.cases.models import Delivery
from pharos.channels.delivering import deliver_waiting
from pharos.channels.mail import listening
from pharos.channels.mail.spooling import spool_mail
from pharos.channels.mail.taking import Came
from pharos.channels.mail.tests.post import (
    Outbox,
    hand_over,
    listener,
    mail,
)
from pharos.channels.mail.tests.test_mail_in import cases_of, work
from pharos.channels.models import ChannelAccount
from pharos.channels.respooling import retry_spooled
from pharos.channels.tests.points import shows
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.reception.models import Spooled
from pharos.testing.world import World

WEEK = timedelta(days=7)


def deliveries(world: World) -> list[Delivery]:
    with brand_scope(world.brand.pk):
        return list(Delivery.objects.filter(brand=world.brand).order_by("pk"))


def deliver_later(world: World, after: timedelta = timedelta(minutes=5)) -> None:
    with frozen_at(now() + after):
        deliver_waiting(Actor.system(world.brand.pk))


def cut_off_before_the_answer(port: int, raw: bytes, to: str) -> None:
    """Hand a mail over and hang up, as a server does that has waited for too long."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        heard = line.makefile("rb")
        heard.readline()
        for words in ("HELO x.test", "MAIL FROM:<dana@example.test>", f"RCPT TO:<{to}>", "DATA"):
            line.sendall(f"{words}\r\n".encode())
            heard.readline()
        line.sendall(raw.replace(b"\n", b"\r\n") + b"\r\n.\r\n")


@pytest.mark.requirement("TK-14", "CH-10")
def test_a_sender_who_hung_up_and_sends_again_has_one_case(
    world: World, port: int, account: ChannelAccount
) -> None:
    message, to = mail(account).as_bytes(), account.settings["address"]

    for _turn in range(3):
        cut_off_before_the_answer(port, message, to)
    hand_over(port, message, to=[to])

    (case,) = cases_of(world)
    assert [entry.kind for entry in world.entries(case)].count("message") == 1


@shows("order")
def test_mails_that_come_in_another_order_are_all_there(
    world: World, port: int, account: ChannelAccount
) -> None:
    first = mail(account, "One.", name="<one@example.test>")
    second = mail(
        account, "Two.", name="<two@example.test>", more={"In-Reply-To": "<one@example.test>"}
    )

    for message in (second, first, second, first):
        hand_over(port, message, to=[account.settings["address"]])

    said = [entry.body for case in cases_of(world) for entry in world.entries(case)]
    assert sorted(body.strip() for body in said if body) == ["One.", "Two."]


def test_a_database_that_goes_away_in_the_middle_of_a_mail_loses_it_for_nobody(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [listening.addresses()]

    def addresses_once() -> dict[str, listening.Ours]:
        if not known:
            raise OperationalError("the database system is starting up")
        return known.pop()

    monkeypatch.setattr(listening, "addresses", addresses_once)
    monkeypatch.setattr(listening, "FRESH_SECONDS", 0.0)
    with listener() as port:
        with pytest.raises(smtplib.SMTPDataError) as put_off:
            hand_over(port, mail(account), to=[account.settings["address"]])
        assert put_off.value.smtp_code == 451
        assert b"starting up" not in put_off.value.smtp_error
        monkeypatch.undo()
        hand_over(port, mail(account), to=[account.settings["address"]])

    assert len(cases_of(world)) == 1


def says_451_and_keeps_it(_server: Any) -> str:
    return "451 4.3.0 Something broke"


def hangs_up(server: Any) -> str:
    server.transport.abort()
    return "250 OK"


@shows("faults", "known again")
@pytest.mark.parametrize("fails", [says_451_and_keeps_it, hangs_up])
def test_an_answer_that_was_taken_and_not_owned_up_to_is_sent_again_under_the_same_name(
    world: World,
    port: int,
    account: ChannelAccount,
    box: Outbox,
    monkeypatch: pytest.MonkeyPatch,
    fails: Callable[[Any], str],
) -> None:
    kept = box.handle_DATA

    async def handle_data(server: Any, session: Any, envelope: Any) -> str:
        answer = await kept(server, session, envelope)
        return fails(server) if len(box.mails) == 1 else answer

    monkeypatch.setattr(box, "handle_DATA", handle_data)
    hand_over(port, mail(account), to=[account.settings["address"]])
    work(world)
    (waiting,) = deliveries(world)
    assert (waiting.state, waiting.tries) == ("queued", 1)
    assert waiting.code in ("mail_deferred", "unreachable")

    deliver_later(world)

    assert [one.state for one in deliveries(world)] == ["sent"]
    assert len(box.mails) == 2
    # A mailbox shows what has the same Message-ID once.
    assert len({message["Message-ID"] for message in box.mails}) == 1


@shows("absence")
def test_after_a_week_in_which_nothing_ran_what_waited_goes_out(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    system = Actor.system(world.brand.pk)
    with frozen_at(now() - WEEK):
        hand_over(port, mail(account), to=[account.settings["address"]])
        box.answers = ["451 4.3.0 Not now"]
        work(world)
        sealed = mail(account, "Still there?", name="<two@example.test>").as_bytes()
        spool_mail(account.for_adapter(), Came(raw=sealed, at=now()), problem="OperationalError")

    retry_spooled(system)
    deliver_waiting(system)

    assert "Still there?" in [case.last_words for case in cases_of(world)]
    with brand_scope(world.brand.pk):
        assert not Spooled.objects.filter(brand=world.brand).exists()
    assert [one.state for one in deliveries(world)] == ["sent"]
    assert len(box.mails) == 1


def test_what_cannot_be_sent_for_three_days_is_given_up_and_shown_in_the_case(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    with frozen_at(now() - WEEK):
        hand_over(port, mail(account), to=[account.settings["address"]])
        box.answers = ["451 4.3.0 Not now"] * 2
        work(world)

    deliver_waiting(Actor.system(world.brand.pk))

    (given_up,) = deliveries(world)
    assert (given_up.state, given_up.code) == ("failed", "mail_deferred")
    (case,) = cases_of(world)
    told = [entry.payload or {} for entry in world.entries(case) if entry.kind == "delivery"]
    assert told[-1]["state"] == "failed"
    assert box.mails == []
