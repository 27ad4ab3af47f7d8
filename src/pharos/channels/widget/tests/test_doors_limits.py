"""What the doors say to anybody, and what they do with what no honest client sends."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pharos.channels.widget.tests.caller import Caller, thread_id
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

ORIGIN = "https://www.northmere.example"
HEADER = {"Origin": ORIGIN}
CORS = "access-control-allow-origin"
BOUNDED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(["\x00", "a\x00b", "\ufeff", "😀" * 50, "x" * 300, "'; --", "../..", "%00"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture
def anybody(desk_server: DeskServer, world: World) -> Caller:
    return Caller(desk_server.url, world.brand.slug)


@pytest.fixture
def dana(anybody: Caller) -> Caller:
    assert anybody.open().status == 201
    return anybody


@pytest.fixture
def thread(dana: Caller) -> str:
    thread = thread_id()
    dana.say(thread, "Where is it?")
    return thread


def restricted(world: World, *origins: str) -> None:
    world.brand.profile["origins"] = list(origins)
    world.brand.save()


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (ORIGIN, 201),
        (None, 201),
        ("https://evil.example", 403),
        ("https://www.northmere.example.evil.example", 403),
        ("http://www.northmere.example", 403),
        ("null", 403),
    ],
)
def test_a_session_is_opened_on_pages_that_the_brand_has_named(
    world: World, anybody: Caller, origin: str | None, status: int
) -> None:
    restricted(world, ORIGIN)
    body = {"brand": anybody.brand, "device": anybody.device}
    headers = {} if origin is None else {"Origin": origin}

    answer = anybody.call("POST", "/live/sessions", body, headers)

    assert answer.status == status
    if status == 403:
        assert answer.code == "origin_refused"


def test_a_page_may_read_what_it_is_answered_refusals_too(dana: Caller, thread: str) -> None:
    answers = [
        dana.on(thread, "entries", headers=HEADER),
        dana.on(thread, "messages", {"client_token": "x", "text": "Hi."}, headers=HEADER),
        dana.on(thread, "messages", {"client_token": "y", "text": ""}, headers=HEADER),
        dana.on(thread_id(), "entries", headers=HEADER),
        dana.on(thread, "entries", headers={**HEADER, "Authorization": "Bearer no"}),
        dana.call("POST", "/live/sessions", b"{", HEADER),
        dana.call("GET", f"/live/brands/{dana.brand}/home", headers=HEADER),
        dana.call("GET", "/live/brands/nobody/home", headers=HEADER),
        dana.call("DELETE", "/live/sessions", headers=HEADER),
    ]

    assert [answer.status for answer in answers] == [200, 201, 422, 404, 401, 422, 200, 404, 404]
    assert {answer.headers[CORS] for answer in answers} == {ORIGIN}
    assert {answer.headers["vary"] for answer in answers} == {"origin"}
    assert not [a for a in answers if "access-control-allow-credentials" in a.headers]
    with dana.stream(thread, headers=HEADER) as events:
        assert events.headers[CORS] == ORIGIN


def test_a_page_may_ask_before_it_asks(dana: Caller, thread: str) -> None:
    asked = HEADER | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }

    answer = dana.call("OPTIONS", f"/live/conversations/{thread}/messages", headers=asked)

    assert (answer.status, answer.body, answer.headers[CORS]) == (204, b"", ORIGIN)
    allowed = answer.headers["access-control-allow-headers"]
    assert {"authorization", "content-type", "last-event-id"} <= set(allowed.split(", "))
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_without_an_origin_no_leave_is_given(dana: Caller, thread: str) -> None:
    assert CORS not in dana.on(thread, "entries").headers


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "token_missing"),
        (b"{", "not_json"),
        (b"[]", "not_json"),
        (b'"text"', "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"text": "\\ud800"}', "not_json"),
        (b"[" * 2000, "not_json"),
        (json.dumps({"text": "Hi."}).encode(), "token_missing"),
        (json.dumps({"client_token": 7, "text": "Hi."}).encode(), "token_missing"),
        (json.dumps({"client_token": "x"}).encode(), "text_empty"),
        (json.dumps({"client_token": "x", "text": " \x00\n "}).encode(), "text_empty"),
        (json.dumps({"client_token": "x", "text": "y" * 10_001}).encode(), "text_too_long"),
        (json.dumps({"client_token": "x", "text": "y" * 30_000}).encode(), "too_long"),
        (json.dumps({"client_token": "x" * 101, "text": "Hi."}).encode(), "too_long"),
        (json.dumps({"client_token": "x", "text": "y" * 131_000}).encode(), "too_large"),
    ],
)
def test_a_message_that_cannot_be_taken_in_is_refused_by_name(
    dana: Caller, thread: str, body: bytes, code: str
) -> None:
    answer = dana.on(thread, "messages", body)

    assert answer.refusal == (422, code)
    assert answer.json["error"]["message"]
    assert len(dana.on(thread, "entries").json["entries"]) == 1


def test_the_longest_message_is_taken_in_in_any_script(dana: Caller, thread: str) -> None:
    for letter in ("y", "가", "😀"):
        answer = dana.say(thread, letter * 10_000)
        assert (answer.status, answer.json["text"]) == (201, letter * 10_000)


def test_a_topic_that_the_brand_does_not_have_is_refused(dana: Caller) -> None:
    answer = dana.say(thread_id(), "Hello?", topic="NO.SUCH")

    assert answer.refusal == (422, "topic_unknown")


def test_one_token_is_one_message_also_by_the_slow_way(dana: Caller, thread: str) -> None:
    dana.on(thread, "reviews", {"client_token": "mine", "text": "Again, please."})

    hot = dana.say(thread, "Hello?", token="mine")
    slow = dana.say(thread, "Hello?", token="mine", topic="DEP.NOT_FOUND")

    assert hot.refusal == slow.refusal == (409, "token_taken")


def test_a_message_s_token_does_not_swallow_a_review(dana: Caller, thread: str) -> None:
    dana.say(thread, "Hello?", token="mine")

    answer = dana.on(thread, "reviews", {"client_token": "mine", "text": "Unfair."})

    assert answer.refusal == (409, "token_taken")


@pytest.mark.parametrize("field", ["client_token", "topic", "text"])
def test_nul_in_a_message_is_left_out(dana: Caller, thread: str, field: str) -> None:
    said = {"client_token": str(uuid4()), "text": "Hi.", "topic": "DEP.NOT_FOUND"}
    said[field] += "\x00"

    for name in (thread, thread_id()):
        answer = dana.on(name, "messages", said)
        assert (answer.status, answer.json["text"]) == (201, "Hi.")


@BOUNDED
@given(
    fields=st.dictionaries(
        st.sampled_from(
            [
                "client_token",
                "text",
                "topic",
                "position",
                "device",
                "brand",
                "token",
                "language",
                "timezone",
                "surface",
            ]
        ),
        VALUES,
    ),
    door=st.sampled_from(["messages", "reviews", "read", "sessions"]),
)
def test_no_value_of_any_field_is_more_than_refused(
    dana: Caller, thread: str, fields: dict[str, Any], door: str
) -> None:
    good: dict[str, Any] = {"client_token": str(uuid4()), "text": "Hi."}
    if door == "sessions":
        good = {"brand": dana.brand, "device": dana.device}
        answer = dana.call("POST", "/live/sessions", good | fields)
    else:
        answer = dana.on(thread, door, good | fields)

    assert answer.status < 500, answer.body


@BOUNDED
@given(
    name=st.text(min_size=1, max_size=40) | st.sampled_from(["\x00", "%00", "..", "%2500"]),
    what=st.sampled_from(["entries", "stream", "transcript", "messages", "read", "reviews"]),
)
def test_no_name_of_a_conversation_is_more_than_refused(dana: Caller, name: str, what: str) -> None:
    quoted = quote(name, safe="", errors="replace")
    if what == "stream":  # One that is there does not end.
        with dana.stream(f"/live/conversations/{quoted}/stream") as events:
            assert events.status < 500
        return
    body = {"client_token": str(uuid4()), "text": "Hi.", "position": 1}
    posted = what in ("messages", "read", "reviews")

    answer = dana.on(quoted, what, body if posted else None)

    assert answer.status < 500, answer.body


@BOUNDED
@given(
    after=st.text(max_size=12) | st.integers(-(2**70), 2**70).map(str),
    last=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12),
    slug=st.text(max_size=20) | st.just("\x00"),
)
def test_no_query_and_no_header_is_more_than_refused(
    dana: Caller, thread: str, after: str, last: str, slug: str
) -> None:
    asked = quote(after, errors="replace")
    path = f"/live/conversations/{thread}/entries?after={asked}&wait={asked[:0]}"
    home = f"/live/brands/{quote(slug, safe='', errors='replace')}/home?lang={asked}"

    assert dana.call("GET", path, headers={"Last-Event-ID": last}).status == 200
    assert dana.call("GET", home, headers={"Accept-Language": last}).status in (200, 404)


def test_what_the_doors_do_not_know_is_not_there(anybody: Caller) -> None:
    for method, path in (
        ("GET", "/live/"),
        ("GET", "/live/sessions"),
        ("PUT", "/live/sessions"),
        ("POST", f"/live/conversations/{thread_id()}/stream"),
        ("GET", f"/live/conversations/{thread_id()}"),
        ("GET", "/live/brands/nobody/home"),
    ):
        assert anybody.call(method, path).refusal == (404, "not_found")


def test_a_request_that_breaks_off_leaves_nothing(dana: Caller, thread: str) -> None:
    address = urlsplit(dana.url)
    head = (
        f"POST /live/conversations/{thread}/messages HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Authorization: Bearer {dana.bearer}\r\nContent-Length: 400\r\n\r\n"
    )
    with socket.create_connection((str(address.hostname), address.port or 80)) as broken:
        broken.sendall(head.encode() + b'{"client_token": "half", "text": "Hal')

    assert len(dana.on(thread, "entries").json["entries"]) == 1


@pytest.mark.parametrize("language", ["ko", "ko-KR,en;q=0.5", "zh-Hans", "zh-CN", "es"])
def test_refusals_are_in_the_reader_s_language(dana: Caller, thread: str, language: str) -> None:
    """The widget shows these sentences as they are."""
    english = dana.on(thread, "messages", {"client_token": "x", "text": ""}).json["error"]
    dana.language = language

    told = dana.on(thread, "messages", {"client_token": "x", "text": ""}).json["error"]

    assert told["code"] == english["code"] == "text_empty"
    assert told["message"] != english["message"]


def test_an_unknown_language_is_answered_in_english(dana: Caller, thread: str) -> None:
    for language in ("tlh", "*", ";;;", "x" * 500, "\xff"):
        dana.language = language
        told = dana.on(thread, "messages", {"client_token": "x", "text": ""}).json["error"]
        assert told["message"] == "There is nothing to send."


def test_one_who_does_not_read_holds_up_nobody_and_gets_everything_later(
    world: World, dana: Caller, thread: str
) -> None:
    slow = Caller(dana.url, dana.brand)
    slow.open()
    theirs = thread_id()
    slow.say(theirs, "Hello.")
    address = urlsplit(dana.url)
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        lazy.connect((address.hostname, address.port))
        lazy.sendall(
            f"GET /live/conversations/{theirs}/stream HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Authorization: Bearer {slow.bearer}\r\n\r\n".encode()
        )
        for number in range(30):
            slow.say(theirs, f"{number} " + "가나다라 " * 1900)

        with dana.stream(thread, after=1) as events:
            dana.say(thread, "Anybody there?")
            assert events.entries(1)[0]["text"] == "Anybody there?"

        lazy.settimeout(10)
        seen = b""
        while b"id: 31\n" not in seen:
            part = lazy.recv(65536)
            assert part, "the stream ended"
            seen += part
    positions = [int(line[4:]) for line in seen.split(b"\n") if line.startswith(b"id: ")]
    assert positions == list(range(1, 32))
