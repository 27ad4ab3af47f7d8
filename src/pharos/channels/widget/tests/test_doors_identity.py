"""Nobody reads or writes another's conversation: every refusal beside what is allowed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest

from pharos.channels.widget.tests.caller import Caller, exchange_of, thread_id
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Device
from pharos.people.tests.exchange import Exchange
from pharos.people.tokens.session import read_session_token, write_session_token
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

MESSAGE = {"client_token": "eve", "text": "Let me in."}
# Every door of a conversation: how it is asked, and what its own customer gets.
DOORS: list[tuple[str, str, dict[str, Any] | None, int]] = [
    ("GET", "entries", None, 200),
    ("GET", "transcript", None, 200),
    ("GET", "looks", None, 200),
    ("POST", "read", {"position": 1}, 204),
    ("POST", "messages", MESSAGE, 201),
    ("POST", "reviews", {"client_token": "again"}, 201),
    ("POST", "typing", {}, 204),
    ("POST", "ratings", {"overall": 5, "client_token": "mine"}, 409),
    ("POST", "parting", {}, 200),
]
OTHER_BRAND = "eastvale"


class Street:
    """Dana, signed in, with a conversation; and whoever else comes by."""

    def __init__(self, server: DeskServer, world: World) -> None:
        self.server, self.world = server, world
        self.exchange = exchange_of(world.brand)
        self.token = self.exchange.token()
        self.dana = self.stranger()
        assert self.dana.open(self.token).status == 201
        self.thread = thread_id()
        self.case = self.dana.say(self.thread, "My address is 4 Harbour Street.").json["case"]

    def stranger(self, brand: str | None = None) -> Caller:
        return Caller(self.server.url, brand or self.world.brand.slug)

    def with_bearer(self, bearer: str) -> Caller:
        caller = self.stranger()
        caller.bearer = bearer
        return caller

    def refusals(self, caller: Caller, thread: str | None = None) -> set[tuple[int, str]]:
        """What every door of the conversation, the stream included, answers."""
        thread = thread or self.thread
        answers = [caller.on(thread, what, body) for _, what, body, _ in DOORS]
        answers.append(caller.on(thread, "stream"))
        assert not [answer for answer in answers if b"Harbour" in answer.body]
        return {answer.refusal for answer in answers}

    def texts(self) -> list[str]:
        entries = self.dana.on(self.thread, "entries").json["entries"]
        return [entry["text"] for entry in entries]


@pytest.fixture
def street(desk_server: DeskServer, world: World) -> Street:
    return Street(desk_server, world)


def test_every_door_is_open_to_its_own_customer(street: Street) -> None:
    for method, what, body, status in DOORS:
        assert street.dana.on(street.thread, what, body, method=method).status == status
    with street.dana.stream(street.thread) as events:
        assert events.status == 200


def expired(bearer: str) -> str:
    claims = read_session_token(bearer)
    return write_session_token(replace(claims, expires_at=now() - timedelta(seconds=1)))


def tampered(bearer: str) -> str:
    head, _, mark = bearer.split(".")
    claims = {"aud": "pharos-live", "exp": 2**33, "b": 1, "c": 1, "d": 1, "al": 3}
    body = jwt.encode(claims, "x" * 32, algorithm="HS256").split(".")[1]
    return f"{head}.{body}.{mark}"


def unsigned(bearer: str) -> str:
    claims = jwt.decode(bearer, options={"verify_signature": False})
    return jwt.encode(claims, "", algorithm="none")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda _: "", "session_invalid"),
        (lambda _: "garbage", "session_invalid"),
        (lambda _: "\xff\xfe", "session_invalid"),
        (lambda _: "a" * 9000, "session_invalid"),
        (lambda bearer: bearer[:-3] + "AAA", "session_invalid"),
        (tampered, "session_invalid"),
        (unsigned, "session_invalid"),
        (expired, "session_expired"),
    ],
    ids=["none", "garbage", "bytes", "long", "signature", "claims", "unsigned", "expired"],
)
def test_a_session_that_does_not_hold_opens_no_door(
    street: Street, made: object, code: str
) -> None:
    assert callable(made)
    caller = street.with_bearer(made(street.dana.bearer))

    assert street.refusals(caller) == {(401, code)}

    assert street.texts() == ["My address is 4 Harbour Street."]


def test_the_exchange_s_token_is_no_session(street: Street) -> None:
    assert street.refusals(street.with_bearer(street.token)) == {(401, "session_invalid")}


def test_eve_with_a_session_of_her_own_finds_nothing_of_dana_s(street: Street) -> None:
    eve = street.stranger()
    eve.open()

    assert street.refusals(eve) == {(404, "not_found")}

    assert street.texts() == ["My address is 4 Harbour Street."]
    assert eve.open().json["conversations"] == []


def test_another_account_of_the_same_exchange_finds_nothing_either(street: Street) -> None:
    minjun = street.stranger()
    minjun.open(street.exchange.token(sub="account-minjun", name="Minjun"))

    assert street.refusals(minjun) == {(404, "not_found")}


def test_guessed_names_of_conversations_open_nothing(street: Street) -> None:
    guesses = [str(uuid4()), "1", street.case, "%2e%2e", "x" * 300, "0" * 36]

    for guess in guesses:
        for method, what, body, _ in DOORS:
            if what != "messages":  # A first message opens a conversation of the sender's own.
                answer = street.dana.on(guess, what, body, method=method)
                assert answer.refusal == (404, "not_found")
        assert street.dana.on(guess, "stream").refusal == (404, "not_found")


def test_a_session_of_another_brand_reaches_no_conversation_of_this_one(street: Street) -> None:
    chen = street.stranger(street.world.elsewhere.slug)
    chen.open()

    for method, what, body, _ in DOORS:
        if what != "messages":  # It opens a conversation of the same name, as below.
            answer = chen.on(street.thread, what, body, method=method)
            assert answer.refusal == (404, "not_found")
    assert chen.on(street.thread, "stream").refusal == (404, "not_found")


def test_the_same_name_in_another_brand_is_another_conversation(street: Street) -> None:
    there = street.stranger(street.world.elsewhere.slug)
    there.open()

    opened = there.say(street.thread, "Hello from Eastvale.")

    assert (opened.status, opened.json["position"]) == (201, 1)
    assert opened.json["case"] != street.case
    assert street.texts() == ["My address is 4 Harbour Street."]


@pytest.mark.parametrize("name", ["reads", "writes"])
def test_a_revoked_device_is_turned_away(street: Street, name: str) -> None:
    with brand_scope(street.world.brand.pk):
        Device.objects.update(revoked_at=now())

    if name == "reads":
        for what in ("entries", "stream"):
            assert street.dana.on(street.thread, what).refusal == (401, "session_expired")
    assert street.dana.open().refusal == (401, "sign_in_again")


def test_a_stolen_customer_token_is_spent_and_the_customer_goes_on(street: Street) -> None:
    thief = street.stranger()

    assert thief.open(street.token).refusal == (401, "token_spent")
    assert thief.bearer == ""
    assert street.dana.open(street.token).status == 201


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"aud": OTHER_BRAND}, "token_wrong_brand"),
        ({"exp": 1_700_000_000, "iat": 1_699_999_000}, "token_expired"),
        ({"exp": None}, "token_invalid"),
        ({"jti": None}, "token_invalid"),
        ({"al": 4}, "token_invalid"),
        ({"al": "4"}, "token_invalid"),
        ({"sub": ""}, "token_invalid"),
    ],
)
def test_a_customer_token_that_does_not_hold_opens_no_session(
    street: Street, wrong: dict[str, Any], code: str
) -> None:
    caller = street.stranger()

    assert caller.open(street.exchange.token(**wrong)).refusal == (401, code)
    assert caller.open(street.exchange.token()).status == 201


def test_a_customer_token_is_refused_at_another_brand(street: Street) -> None:
    exchange_of(street.world.elsewhere)
    there = street.stranger(street.world.elsewhere.slug)

    assert there.open(street.exchange.token()).refusal == (401, "token_wrong_brand")


def test_a_forger_who_knows_the_key_s_name_is_refused(street: Street) -> None:
    forger = Exchange(brand=street.world.brand.slug, instant=now())
    unsigned = jwt.encode(forger.claims(), "", algorithm="none", headers={"kid": forger.key_id})
    with_public_key = jwt.encode(
        forger.claims(),
        "not the key, but long enough for one",
        algorithm="HS256",
        headers={"kid": forger.key_id},
    )

    for token in (forger.token(), unsigned, with_public_key, "a.b.c", "é"):
        assert street.stranger().open(token).refusal == (401, "token_invalid")


def test_a_copied_device_secret_opens_only_what_its_browser_may(street: Street) -> None:
    """Whoever has the browser's storage has the browser; a guessed secret is a new visitor."""
    guessed = street.stranger()
    guessed.device = secrets.token_urlsafe(32)

    assert guessed.open().json["conversations"] == []
    for secret in ("", "guess", street.dana.device[:-1], street.dana.device + "A"):
        guessed.device = secret
        assert guessed.open().refusal == (422, "device_invalid")


def test_a_staff_cookie_opens_no_door_of_customers(street: Street) -> None:
    cookie = street.server.session_cookie(f"amara-{street.world.mark}")
    header = {"Cookie": f"{cookie['name']}={cookie['value']}"}
    staff = street.stranger()

    for method, what, body, _ in DOORS:
        answer = staff.on(street.thread, what, body, method=method, headers=header)
        assert answer.refusal == (401, "session_invalid")
    staff.bearer = cookie["value"]
    assert street.refusals(staff) == {(401, "session_invalid")}


def desk(street: Street, who: str) -> dict[str, str]:
    cookie = street.server.session_cookie(f"{who}-{street.world.mark}")
    return {"Cookie": f"{cookie['name']}={cookie['value']}"}


def test_a_customer_s_session_opens_no_stream_of_the_desk(street: Street) -> None:
    for headers in ({}, {"Cookie": f"pharos_session={street.dana.bearer}"}, {"Cookie": "\xff=;;"}):
        answer = street.dana.call("GET", "/live/desk", headers=headers)
        assert (answer.status, answer.body) == (401, b"")


def test_the_desk_s_stream_names_cases_of_one_s_own_brand_and_no_others(street: Street) -> None:
    elsewhere = street.stranger(street.world.elsewhere.slug)
    elsewhere.open()
    desk_of = {who: desk(street, who) for who in ("amara", "chen", "olena")}
    anybody = street.stranger()

    with (
        anybody.stream("/live/desk", headers=desk_of["amara"]) as amara,
        anybody.stream("/live/desk", headers=desk_of["olena"]) as olena,
        anybody.stream("/live/desk", headers=desk_of["chen"]) as chen,
    ):
        assert [each.status for each in (amara, olena, chen)] == [200, 200, 200]
        street.dana.say(street.thread, "Hello?")
        theirs = elsewhere.say(thread_id(), "Hello from Eastvale.").json["case"]
        streams = (("amara", amara), ("olena", olena), ("chen", chen))
        heard = {name: numbers(each.until("case.moved")) for name, each in streams}
        # What came along with it, or since, is read before what moves now.
        street.dana.say(street.thread, "Still there?")
        elsewhere.say(thread_id(), "Eastvale again.")
        for name, each in streams:
            heard[name] |= numbers(each.until("case.moved"))

    assert heard == {"amara": {street.case}, "olena": {street.case}, "chen": {theirs}}


def numbers(events: list[dict[str, object]]) -> set[object]:
    return {
        event["data"]["case"]  # type: ignore[index]
        for event in events
        if event["event"] == "case.moved"
    }


def test_staff_who_have_left_hear_nothing(street: Street) -> None:
    headers = desk(street, "kofi")
    street.world.kofi.is_active = False
    street.world.kofi.save()

    assert street.stranger().call("GET", "/live/desk", headers=headers).status == 401
