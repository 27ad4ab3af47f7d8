"""Discord over its own protocols: the gateway, the API and signed commands, all on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event, Semaphore, Thread
from typing import Any

import orjson
import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from pharos.cases.models import Conversation
from pharos.cases.tests.deeds import answered
from pharos.channels.discord.adapter import DiscordChannel
from pharos.channels.discord.events import Here, happenings_of
from pharos.channels.discord.tests.gateway_here import IDENTIFY, ME, RESUME, Gateway
from pharos.channels.discord.tests.side import DANA, DiscordSide, direct, name_at
from pharos.channels.listening import Listeners
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Happening
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import (
    account_of,
    cases_of,
    deliveries,
    said_in,
    the_case,
    work,
)
from pharos.channels.tests.points import shows
from pharos.channels.tests.vendor import Answer, Vendor
from pharos.channels.watching import watch_of
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.reception.models import Received
from pharos.testing.world import World


@contextmanager
def listening() -> Iterator[Listeners]:
    listeners = Listeners()
    listeners.tend()
    try:
        yield listeners
    finally:
        listeners.end()


def until(true: Callable[[], object]) -> None:
    """Wait for what another thread does."""
    rest = Event()
    for _ in range(400):
        if true():
            return
        rest.wait(0.05)
    raise AssertionError("it did not come to that")


class TestDiscord(ChannelContract):
    """By the gateway; who signs what and when is shown by commands, and absence by the history."""

    side: DiscordSide = DiscordSide()
    elsewhere = ("proof", "age", "absence")

    @pytest.fixture
    def account(self, world: World, vendor: Vendor, there: Gateway) -> Iterator[ChannelAccount]:
        self.side.gateway = there.url
        settings = self.side.settings(vendor.url)
        account = account_of(world, "discord", settings, self.side.secrets())
        with wire(account, there) as self.tell:
            yield account

    def post(
        self,
        client: Client,
        account: ChannelAccount,
        body: bytes,
        proof: dict[str, str] | None = None,
    ) -> HttpResponse:
        self.tell(body)
        return HttpResponse()

    def understood(self, body: bytes) -> list[Happening]:
        events = orjson.loads(body)
        return [one for name, told in events for one in happenings_of(name, told, Here(me=ME))]


@contextmanager
def wire(account: ChannelAccount, there: Gateway) -> Iterator[Callable[[bytes], None]]:
    """Listen, and give a way to tell events that returns when they are taken in."""
    reads, stop, done = watch_of(account), Event(), Semaphore(0)

    def take(happening: Happening) -> None:
        reads.take(happening)
        done.release()

    def show(content: bytes) -> None:
        reads.show(content)
        done.release()

    def listen() -> None:
        watch = replace(reads, take=take, show=show)
        DiscordChannel().listen(account.for_adapter(), watch, stop)
        connections.close_all()

    def tell(body: bytes) -> None:
        for name, told in orjson.loads(body):
            there.tell(name, told)
            assert done.acquire(timeout=20), "it is taken in"

    thread = Thread(target=listen, daemon=True)
    thread.start()
    there.wait_until_open()
    try:
        yield tell
    finally:
        stop.set()
        thread.join()


def test_what_we_say_ourselves_is_passed_over() -> None:
    ours = direct("Ours.", author={"id": ME, "username": "n"})
    assert happenings_of("MESSAGE_CREATE", ours, Here(me=ME)) == ()
    assert len(happenings_of("MESSAGE_CREATE", direct(), Here(me=ME))) == 1


def mention(text: str = f"<@{ME}> where is my deposit?", **more: Any) -> dict[str, Any]:
    me = {"id": ME, "username": "northmere", "discriminator": "0", "avatar": None}
    return direct(text, guild_id="30", channel_id="40", mentions=[me], **more)


def asked(there: Gateway) -> list[tuple[int, Any]]:
    return [(op, told) for op, told in there.asked if op in (IDENTIFY, RESUME)]


def test_what_is_said_during_a_cut_is_told_again_and_taken_once(
    world: World, account: ChannelAccount, there: Gateway
) -> None:
    with listening():
        there.wait_until_open()
        there.tell("MESSAGE_CREATE", direct("Before the cut."))
        until(lambda: cases_of(world))
        there.cut()
        there.tell("MESSAGE_CREATE", direct("During the cut."))
        until(lambda: len(said_in(world, the_case(world))) == 2)

    assert said_in(world, the_case(world)) == ["Before the cut.", "During the cut."]
    assert [op for op, _told in asked(there)] == [IDENTIFY, RESUME]


@shows("absence")
def test_what_was_said_in_a_week_of_silence_is_read_from_the_history_in_its_order(
    world: World, account: ChannelAccount, api: Vendor, there: Gateway
) -> None:
    week = 7 * 24 * 60
    with listening():
        there.wait_until_open()
        there.tell("MESSAGE_CREATE", direct("A week ago.", id=name_at(week)))
        until(lambda: cases_of(world))
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.update(cursor=name_at(week))
    pages = [direct(f"Message {nr}", id=str(int(name_at(week)) + 9 + nr)) for nr in range(5)]
    names = [int(one["id"]) for one in pages]
    broken = {"id": str(names[-1] + 1), "channel_id": "500", "author": DANA}
    public = direct("In a channel of ours.", id=name_at(60), channel_id="31")
    elsewhere = direct("Among themselves.", id=name_at(50), channel_id="32")
    api.says("/users/@me/guilds", Answer(body=[{"id": "30"}]))
    listed = [{"id": "31", "last_message_id": public["id"]}, {"id": "32", "last_message_id": "9"}]
    api.says("/guilds/30/channels", Answer(body=listed))
    api.says("/guilds/30/threads/active", Answer(body={"threads": []}))
    api.says("/channels/31/messages", Answer(body=[elsewhere, public]), Answer(body=[]))
    opened = {"id": "500", "last_message_id": broken["id"]}
    api.says("/users/@me/channels", Answer(body=opened))
    api.says(
        "/channels/500/messages",
        Answer(status=429, headers={"Retry-After": "0"}),
        Answer(body=list(reversed(pages[:3]))),
        Answer(body=[broken, *reversed(pages[3:])]),
        Answer(body=[]),
    )

    with listening():
        until(lambda: len(items_of(world)) == 8)

    direct_case = next(c for c in cases_of(world) if c.last_words == "Message 4")
    assert said_in(world, direct_case)[1:] == [one["content"] for one in pages]
    after = [one.query["after"] for one in api.to("/channels/500/messages")]
    assert after[-2:] == [pages[2]["id"], broken["id"]]
    assert set(surfaces_of(world)) == {"", "public"}


def items_of(world: World) -> list[str]:
    with brand_scope(world.brand.pk):
        return list(Received.objects.filter(brand=world.brand).values_list("item", flat=True))


def surfaces_of(world: World) -> list[str]:
    with brand_scope(world.brand.pk):
        found = Conversation.objects.filter(brand=world.brand).order_by("pk")
        return list(found.values_list("surface", flat=True))


def test_one_process_holds_an_account_and_the_next_takes_over(
    world: World, account: ChannelAccount, there: Gateway
) -> None:
    with listening() as first:
        there.wait_until_open()
        second = Listeners()
        second.tend()
        assert len(asked(there)) == 1
        first.end()
        second.tend()
        until(lambda: len(asked(there)) == 2)
        second.end()


def test_the_account_of_a_process_that_was_killed_is_held_once_its_lease_is_over(
    world: World, account: ChannelAccount, there: Gateway
) -> None:
    accounts = ChannelAccount.objects.filter(pk=account.pk)
    with brand_scope(world.brand.pk):
        accounts.update(held_by="killed", held_until=now() + timedelta(seconds=30))
    with listening() as listeners:
        assert asked(there) == []
        with brand_scope(world.brand.pk):
            accounts.update(held_until=now())
        listeners.tend()
        there.wait_until_open()


def test_a_token_that_is_not_taken_is_shown_and_the_account_rests(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    api.says("/users/@me", Answer(status=401, body={"message": "401: Unauthorized", "code": 0}))
    with listening() as listeners:
        until(lambda: "credentials" in fresh(account).trouble)
        before = len(api.to("/users/@me"))
        listeners.tend()
        listeners.tend()
        assert len(api.to("/users/@me")) == before


def fresh(account: ChannelAccount) -> ChannelAccount:
    with brand_scope(account.brand_id):
        return ChannelAccount.objects.get(pk=account.pk)


@pytest.mark.requirement("CH-09", "CM-07")
def test_who_mentions_us_is_told_once_where_to_talk_and_nothing_of_an_account(
    world: World, account: ChannelAccount, api: Vendor, there: Gateway
) -> None:
    first = mention()
    with listening():
        there.wait_until_open()
        there.tell("MESSAGE_CREATE", direct("Not for us.", guild_id="30", channel_id="40"))
        there.tell("MESSAGE_CREATE", first)
        until(lambda: cases_of(world))
        work(world)
        there.tell("MESSAGE_CREATE", mention(f"<@{ME}> hello?", id=str(int(first["id"]) + 5)))
        until(lambda: len(said_in(world, the_case(world))) == 2)
    case = the_case(world)
    answered(case, world.amara, "Your deposit of 3 BTC is credited.")
    work(world)

    (told,) = api.to("/channels/40/messages")
    assert told.json["message_reference"]["message_id"] == first["id"]
    assert case.number not in told.json["content"]
    assert "3 BTC" not in told.json["content"]
    assert f"/{world.brand.slug}/c/" in told.json["content"]
    assert said_in(world, case) == ["where is my deposit?", "hello?"]
    assert deliveries(world)[-1] == ("rested", "told_in_public")
