"""Letters on real transactions; only the handing over to a mail server is a test's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.letters.actions.record_letter import forget_letters, send_letter_again
from pharos.letters.actions.take_letters import take_letters
from pharos.letters.models import Letter
from pharos.letters.rounds import LetterRefused, send_letters
from pharos.letters.writing import write_letter
from pharos.people.actor import Actor
from pharos.testing.world import World

HOURS = timedelta(hours=1)


class MailServer:
    """Takes letters, or refuses with what a test has told it."""

    def __init__(self) -> None:
        self.taken: list[Letter] = []
        self.refusal: Exception | None = None

    def __call__(self, letter: Letter) -> None:
        assert not transaction.get_connection().in_atomic_block
        if self.refusal is not None:
            raise self.refusal
        self.taken.append(letter)


@pytest.fixture
def server() -> MailServer:
    return MailServer()


@pytest.fixture
def system(world: World) -> Actor:
    return Actor.system(world.brand.pk)


def write(world: World, *, name: str = "code-1", **more: Any) -> None:
    with brand_scope(world.brand.pk):
        write_letter(
            brand_id=world.brand.pk,
            to="dana@northmere.test",
            kind="sign_in",
            language="en",
            subject="Your code",
            paragraphs=["Your code is 123 456."],
            action=("Sign in", "https://northmere.test/x"),
            token=name,
            **more,
        )


def letters(world: World) -> list[Letter]:
    with brand_scope(world.brand.pk):
        return list(Letter.objects.filter(brand=world.brand).order_by("pk"))


def test_a_letter_goes_out_once_and_its_words_are_forgotten(
    world: World, system: Actor, server: MailServer
) -> None:
    write(world)
    write(world)

    assert (send_letters(system, server), send_letters(system, server)) == (1, 0)

    (posted,) = server.taken
    assert posted.paragraphs == ["Your code is 123 456."]
    assert posted.action == ("Sign in", "https://northmere.test/x")
    assert posted.brand.slug == world.brand.slug
    (kept,) = letters(world)
    assert (kept.state, kept.is_blank, kept.to_address) == ("sent", True, "dana@northmere.test")


def test_what_is_rolled_back_was_never_written(
    world: World, system: Actor, server: MailServer
) -> None:
    with transaction.atomic():
        write(world)
        transaction.set_rollback(True)

    assert send_letters(system, server) == 0
    write(world)
    assert send_letters(system, server) == 1


def test_what_is_not_taken_is_tried_again_later_by_the_same_token(
    world: World, system: Actor, server: MailServer
) -> None:
    write(world)
    server.refusal = LetterRefused("greylisted", "4.7.1 come back", after=timedelta(minutes=5))
    send_letters(system, server)
    server.refusal = None

    assert send_letters(system, server) == 0
    with frozen_at(now() + timedelta(minutes=6)):
        assert send_letters(system, server) == 1
    assert [letter.token for letter in server.taken] == ["code-1"]
    assert [(letter.state, letter.why) for letter in letters(world)] == [("sent", "")]


def test_pauses_grow_to_an_hour_and_after_three_days_it_is_given_up(
    world: World, system: Actor, server: MailServer
) -> None:
    began = now()
    server.refusal = LetterRefused("unreachable")
    with frozen_at(began):
        write(world)
    at, pauses = began, []
    for _ in range(200):
        with frozen_at(at):
            send_letters(system, server)
        (letter,) = letters(world)
        if letter.state == "failed":
            break
        pauses.append((letter.due_at - at).total_seconds())
        at = letter.due_at

    assert pauses[:4] == [15, 30, 60, 120]
    assert max(pauses) == 3600
    assert 72 * HOURS <= at - began <= 73 * HOURS
    assert letters(world)[0].code == "unreachable"


def test_what_can_never_arrive_is_given_up_at_once_and_can_be_tried_again_by_hand(
    world: World, system: Actor, server: MailServer
) -> None:
    write(world)
    server.refusal = LetterRefused("no_such_address", "5.1.1", is_permanent=True)
    send_letters(system, server)
    (letter,) = letters(world)
    assert (letter.state, letter.code, letter.why) == ("failed", "no_such_address", "5.1.1")

    server.refusal = None
    send_letter_again(actor=Actor.system(world.elsewhere.pk), letter_id=letter.pk)
    assert send_letters(system, server) == 0
    send_letter_again(actor=system, letter_id=letter.pk)
    assert send_letters(system, server) == 1


def test_whoever_dies_while_sending_delays_it_and_loses_nothing(
    world: World, system: Actor, server: MailServer
) -> None:
    write(world)
    take_letters(actor=system)

    assert send_letters(system, server) == 0
    with frozen_at(now() + timedelta(minutes=3)):
        assert send_letters(system, server) == 1


def test_a_mistake_in_one_letter_does_not_stop_the_next(
    world: World, system: Actor, server: MailServer
) -> None:
    write(world, name="broken")
    write(world, name="whole")

    def post(letter: Letter) -> None:
        if letter.token == "broken":
            raise KeyError(letter.token)
        server(letter)

    send_letters(system, post)

    assert [(letter.token, letter.state, letter.code) for letter in letters(world)] == [
        ("broken", "queued", "our_fault"),
        ("whole", "sent", ""),
    ]


def test_a_code_that_has_run_out_is_not_sent(
    world: World, system: Actor, server: MailServer
) -> None:
    write(world, name="short", until=now() + timedelta(minutes=15))
    write(world, name="long")

    with frozen_at(now() + HOURS):
        send_letters(system, server)

    assert [letter.token for letter in server.taken] == ["long"]
    (short, _long) = letters(world)
    assert (short.state, short.code, short.is_blank) == ("failed", "too_late", True)


def test_letters_are_forgotten_a_month_after_they_are_done_with(
    world: World, system: Actor, server: MailServer
) -> None:
    write(world, name="done")
    send_letters(system, server)
    write(world, name="waits")

    assert forget_letters(actor=system) == 0
    with frozen_at(now() + timedelta(days=31)):
        assert forget_letters(actor=system) == 1
    assert [letter.token for letter in letters(world)] == ["waits"]


def test_a_brand_s_letters_are_seen_by_no_other(world: World, server: MailServer) -> None:
    write(world)

    assert send_letters(Actor.system(world.elsewhere.pk), server) == 0
    with brand_scope(world.elsewhere.pk):
        assert not Letter.objects.exists()
    assert len(letters(world)) == 1
