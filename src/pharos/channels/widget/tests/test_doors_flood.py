"""Floods, blocks and puzzles at the doors; and customers who have signed in, who meet none."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from pharos.cases.actions.merge_people import undo_merge
from pharos.cases.models import Case
from pharos.channels.widget.tests.caller import Answer, Caller, exchange_of, thread_id
from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actions.block import BlockTerms, block_customer, block_network
from pharos.people.models import Customer, Device, Handle, PersonMerge, RateCount
from pharos.safety.tests.test_challenge import solved
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World


@pytest.fixture
def visit(desk_server: DeskServer, world: World) -> Any:
    """A new visitor's browser, with a session."""

    def visit() -> Caller:
        caller = Caller(desk_server.url, world.brand.slug)
        assert caller.open().status == 201
        return caller

    return visit


@pytest.fixture
def dana(desk_server: DeskServer, world: World) -> Caller:
    """Dana, whom the exchange vouches for, at the same address as everybody else."""
    caller = Caller(desk_server.url, world.brand.slug)
    assert caller.open(exchange_of(world.brand).token()).status == 201
    return caller


def limited(world: World, **limits: int) -> None:
    world.brand.profile["limits"] |= limits
    world.brand.save()


def customer_of(world: World, caller: Caller) -> Customer:
    from pharos.people.browser import device_hash_of

    with brand_scope(world.brand.pk):
        return Handle.objects.get(value=device_hash_of(caller.device)).customer


def proved(caller: Caller, answer: Answer, thread: str) -> Answer:
    """Send it once more with the puzzle solved."""
    proof = json.dumps(solved(answer.json["error"]["challenge"]))
    said = {"client_token": secrets.token_hex(8), "text": "Hello?", "topic": "DEP.NOT_FOUND"}
    return caller.on(thread, "messages", said, headers={"X-Pharos-Proof": proof})


def test_a_visitor_who_writes_too_fast_waits_and_is_told_how_long(world: World, visit: Any) -> None:
    limited(world, messages_per_handle=3)
    eve, thread = visit(), thread_id()

    answers = [eve.say(thread, f"{number}") for number in range(6)]

    assert [answer.status for answer in answers] == [201, 201, 201, 429, 429, 429]
    assert answers[-1].code == "too_many"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    assert len(eve.on(thread, "entries").json["entries"]) == 3


@pytest.mark.parametrize("language", ["ko", "zh-Hans", "es"])
def test_the_refusal_is_a_sentence_and_a_code(world: World, visit: Any, language: str) -> None:
    limited(world, messages_per_handle=1)
    eve, thread = visit(), thread_id()
    eve.language = language
    eve.say(thread, "One")

    refused = eve.say(thread, "Two").json["error"]

    assert refused["code"] == "too_many"
    assert refused["message"]


def test_one_address_shares_one_limit_and_another_visitor_elsewhere_does_not(
    world: World, visit: Any
) -> None:
    limited(world, messages_per_network=4)

    answers = [visit().say(thread_id(), "Hello?") for _ in range(6)]

    assert sorted(answer.status for answer in answers) == [201] * 4 + [429] * 2


def test_a_flood_from_her_own_address_never_holds_up_a_signed_in_customer(
    world: World, visit: Any, dana: Caller
) -> None:
    limited(
        world,
        messages_per_network=5,
        messages_per_brand=5,
        conversations_per_network=3,
        sessions_per_network=3,
        challenge_per_network=2,
        open_cases_per_network=2,
    )
    flooders = [visit() for _ in range(3)]
    thread = thread_id()

    def flood(caller: Caller) -> list[int]:
        return [caller.say(thread_id(), "x", topic="DEP.NOT_FOUND").status for _ in range(15)]

    with ThreadPoolExecutor(4) as people:
        floods = [people.submit(flood, each) for each in flooders]
        hers = [dana.say(thread, f"{n}").status for n in range(15)]
        statuses = [status for each in floods for status in each.result()]

    assert hers == [201] * 15
    assert statuses.count(429) > 30
    assert dana.open().status == 201, "her browser is known, and comes back without a token"
    assert dana.say(thread_id(), "And one more thing", topic="DEP.NOT_FOUND").status == 201


def test_a_signed_in_customer_is_not_counted(world: World, dana: Caller) -> None:
    before = RateCount.objects.count()
    thread = thread_id()
    assert [dana.say(thread, "x").status for _ in range(5)] == [201] * 5
    assert RateCount.objects.count() == before


def test_at_a_flooded_door_a_browser_proves_itself_once_and_goes_on(
    world: World, visit: Any
) -> None:
    limited(world, challenge_per_network=1)
    visit().say(thread_id(), "Hello?", topic="DEP.NOT_FOUND")
    eve, thread = visit(), thread_id()

    asked = eve.say(thread, "Hello?", topic="DEP.NOT_FOUND")
    passed = proved(eve, asked, thread)

    assert asked.refusal == (429, "challenge_required")
    assert passed.status == 201
    assert eve.say(thread, "In a conversation that is there nobody is asked.").status == 201


def test_a_proof_is_good_once_and_only_for_who_was_asked(world: World, visit: Any) -> None:
    limited(world, challenge_per_network=1)
    visit().say(thread_id(), "Hello?", topic="DEP.NOT_FOUND")
    eve = visit()
    asked = eve.say(thread_id(), "Hello?", topic="DEP.NOT_FOUND")

    first = proved(eve, asked, thread_id())
    again = proved(eve, asked, thread_id())

    assert first.status == 201
    assert again.refusal == (429, "challenge_required")


def test_too_many_sessions_from_an_address_are_asked_for_a_proof(
    world: World, visit: Any, desk_server: DeskServer
) -> None:
    limited(world, sessions_per_network=2)
    visit(), visit()
    third = Caller(desk_server.url, world.brand.slug)

    asked = third.open()
    proof = json.dumps(solved(asked.json["error"]["challenge"]))
    body = {"brand": third.brand, "device": third.device}

    assert asked.refusal == (429, "challenge_required")
    answer = third.call("POST", "/live/sessions", body, {"X-Pharos-Proof": proof})
    assert answer.status == 201


def test_a_visitor_has_so_many_open_cases_and_a_customer_any(
    world: World, visit: Any, dana: Caller
) -> None:
    limited(world, open_cases_per_handle=2)
    eve = visit()
    topics = ["DEP.NOT_FOUND", "ACC.LOCKED", "ACC.2FA_LOST"]

    visitors = [eve.say(thread_id(), "Hello?", topic=topic) for topic in topics]
    customers = [dana.say(thread_id(), "Hello?", topic=topic) for topic in topics]

    assert [answer.status for answer in visitors] == [201, 201, 403]
    assert visitors[-1].code == "too_many_open"
    assert [answer.status for answer in customers] == [201] * 3


def test_a_blocked_visitor_is_shown_another_way_and_goes_on_where_they_were(
    world: World, visit: Any
) -> None:
    eve, thread = visit(), thread_id()
    eve.say(thread, "Hello?")
    terms = BlockTerms(reason="Spam", until=now() + timedelta(days=1))
    block_customer(
        actor=world.bruno.actor(), public_id=customer_of(world, eve).public_id, terms=terms
    )

    assert eve.say(thread_id(), "Hello?").refusal == (403, "sign_in_to_begin")
    assert eve.say(thread, "Still here.").status == 201
    assert eve.open(exchange_of(world.brand).token()).status == 201
    assert eve.say(thread_id(), "Signed in now.").status == 201


def test_a_blocked_range_of_addresses_keeps_out_visitors_and_no_customer(
    world: World, visit: Any, dana: Caller
) -> None:
    terms = BlockTerms(reason="A botnet", until=now() + timedelta(days=1))
    block_network(
        actor=world.bruno.actor(), brand_id=world.brand.pk, network="127.0.0.0/16", terms=terms
    )

    assert visit().say(thread_id(), "Hello?").refusal == (403, "sign_in_to_begin")
    assert dana.say(thread_id(), "Hello?").status == 201


def test_who_was_marked_as_spam_has_less_room(world: World, visit: Any) -> None:
    limited(world, messages_per_handle=8)
    eve, other = visit(), visit()
    world.eve = customer_of(world, eve)
    number = world.asked(world.eve, "Buy now").number
    with brand_scope(world.brand.pk):
        Case.objects.filter(number=number).update(state="SPAM", moved_at=now())

    def passed(caller: Caller) -> int:
        thread = thread_id()
        return [caller.say(thread, "x").status for _ in range(10)].count(201)

    assert (passed(eve), passed(other)) == (2, 8)


def test_a_browser_s_address_is_kept_only_while_it_is_anonymous(world: World, visit: Any) -> None:
    eve = visit()

    def networks() -> set[str]:
        with brand_scope(world.brand.pk):
            return set(Device.objects.values_list("network", flat=True))

    assert networks() == {"127.0.0.1"}
    eve.open(exchange_of(world.brand).token())
    with brand_scope(world.brand.pk):
        assert Device.objects.get(assurance=2).network == ""


def test_what_was_said_before_signing_in_is_offered_joined_and_parted_again(
    world: World, visit: Any
) -> None:
    browser, thread = visit(), thread_id()
    browser.say(thread, "Where is my deposit?", topic="DEP.NOT_FOUND")

    offered = browser.open(exchange_of(world.brand).token()).json
    assert offered["joinable"] == {"count": 1, "subject": "Where is my deposit?"}
    assert offered["conversations"] == []
    assert browser.on(thread, "entries").status == 404

    assert browser.call("POST", "/live/sessions/join", {}).status == 204
    with browser.stream(thread, after=0) as events:
        assert events.entries(1)[0]["text"] == "Where is my deposit?"
        assert browser.say(thread, "It was me.").status == 201
        said = events.until("entry") + events.until("entry")
    assert "It was me." in [event["data"].get("text") for event in said]
    again = browser.open().json
    assert [each["id"] for each in again["conversations"]] == [thread]
    assert again["joinable"] is None

    with brand_scope(world.brand.pk):
        merge = PersonMerge.objects.get()
    undo_merge(actor=world.bruno.actor(), merge_id=merge.pk, why="It was not.")
    assert browser.on(thread, "entries").status == 404
    assert browser.say(thread, "Hello?").status == 404


def test_a_visitor_joins_nothing(world: World, visit: Any) -> None:
    eve = visit()
    eve.say(thread_id(), "Hello?")

    assert eve.call("POST", "/live/sessions/join", {}).refusal == (401, "sign_in_again")


def test_a_token_that_a_second_device_shows_raises_one_alarm(
    world: World, desk_server: DeskServer
) -> None:
    token = exchange_of(world.brand).token()
    assert Caller(desk_server.url, world.brand.slug).open(token).status == 201

    thief = Caller(desk_server.url, world.brand.slug)
    for _ in range(3):
        assert thief.open(token).refusal == (401, "token_spent")

    with brand_scope(world.brand.pk):
        alarms = entries(world.brand.pk).filter(action="token.shown_again")
        assert [alarm.subject for alarm in alarms] == ["Dana"]
