"""A whole conversation through the doors, spoken over real HTTP from outside."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.actions.note import add_note
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.models import Case
from pharos.channels.widget.tests.caller import Caller, exchange_of, thread_id
from pharos.config.command import main as pharos
from pharos.kernel.errors import Forbidden
from pharos.kernel.scope import brand_scope
from pharos.people.models import Staff
from pharos.reception.tests.searching import tables_with
from pharos.testing.desk_server import DeskServer
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

PHRASE = "abandon ability able about above absent absorb abstract absurd abuse access accident"


@pytest.fixture
def dana(desk_server: DeskServer, world: World) -> Caller:
    """A browser with a session."""
    caller = Caller(desk_server.url, world.brand.slug)
    assert caller.open().status == 201
    return caller


@pytest.fixture
def asked(dana: Caller) -> dict[str, str]:
    """Her conversation and its case."""
    thread = thread_id()
    answer = dana.say(thread, "Where is it?", topic="DEP.NOT_FOUND")
    return {"thread": thread, "case": answer.json["case"]}


def reply(by: Staff, number: str, body: str) -> int | None:
    draft = ReplyDraft(body=body, client_token=str(uuid4()))
    return send_reply(actor=by.actor(), number=number, draft=draft).position


def case_of(world: World, number: str) -> Case:
    with brand_scope(world.brand.pk):
        return Case.objects.select_related("team").get(number=number)


@pytest.mark.requirement("CQ-03")
def test_a_chat_starts_with_a_session_and_the_first_message_and_nothing_else(
    desk_server: DeskServer, world: World
) -> None:
    visitor = Caller(desk_server.url, world.brand.slug)

    opened = visitor.open()
    answer = visitor.say(thread_id(), "Where is my deposit?")

    assert opened.json["customer"] == {"assurance": 0, "name": ""}
    assert opened.json["conversations"] == []
    assert (answer.status, answer.json["position"], answer.json["removed"]) == (201, 1, [])
    assert answer.json["text"] == "Where is my deposit?"
    case = case_of(world, answer.json["case"])
    assert (case.team, case.reason_initial) == (world.support, "FBK.OTHER")


def test_the_same_message_sent_again_is_one_message(
    world: World, dana: Caller, asked: dict[str, str]
) -> None:
    token = str(uuid4())

    first = dana.say(asked["thread"], "Hello?", token=token)
    again = dana.say(asked["thread"], "Hello?", token=token)
    slowly = dana.say(asked["thread"], "Hello?", token=token, topic="DEP.NOT_FOUND")

    assert [first.status, again.status, slowly.status] == [201, 200, 200]
    assert first.json == again.json == slowly.json
    entries = dana.on(asked["thread"], "entries").json["entries"]
    assert [entry["text"] for entry in entries] == ["Where is it?", "Hello?"]


@pytest.mark.requirement("CQ-06", "CQ-15")
def test_a_broken_stream_goes_on_with_exactly_what_was_missed_in_order(
    world: World, dana: Caller, asked: dict[str, str]
) -> None:
    thread = asked["thread"]
    with dana.stream(thread) as events:
        assert events.entries(1)[0]["text"] == "Where is it?"
        dana.say(thread, "Hello?")
        assert events.take(1)[0]["id"] == "2"

    for number in range(3):
        reply(world.amara, asked["case"], f"Answer {number}.")
        dana.say(thread, f"Question {number}.")
    missed = [text for n in range(3) for text in (f"Answer {n}.", f"Question {n}.")]

    with dana.stream(thread, headers={"Last-Event-ID": "2"}) as events:
        entries = events.entries(7)
        assert [entry["position"] for entry in entries] == [3, 4, 5, 6, 7, 8, 9]
        assert [entry["text"] for entry in entries if entry["kind"] == "message"] == missed
        assert entries[0]["data"] == {"event": "joined", "name": "Amara"}
    with dana.stream(thread, after=8) as events:
        assert [entry["position"] for entry in events.entries(1)] == [9]


@pytest.mark.requirement("CQ-15")
def test_a_resend_after_a_lost_acknowledgement_and_a_reconnect_show_it_once(
    dana: Caller, asked: dict[str, str]
) -> None:
    thread, token = asked["thread"], str(uuid4())
    dana.say(thread, "Did you get this?", token=token)

    dana.open()
    again = dana.say(thread, "Did you get this?", token=token)

    assert again.status == 200
    with dana.stream(thread) as events:
        entries = events.entries(2)
    assert [entry.get("client_token") for entry in entries][1] == token


def test_many_entries_come_page_by_page_without_a_gap(dana: Caller, asked: dict[str, str]) -> None:
    thread = asked["thread"]
    for number in range(110):
        dana.say(thread, str(number))

    with dana.stream(thread) as events:
        positions = [entry["position"] for entry in events.entries(111)]

    assert positions == list(range(1, 112))


def test_an_answer_reaches_an_open_stream_and_every_tab_of_it(
    world: World, dana: Caller, asked: dict[str, str]
) -> None:
    with dana.stream(asked["thread"], after=1) as one, dana.stream(asked["thread"]) as two:
        two.take(1)
        reply(world.amara, asked["case"], "It is on its way.")

        for events in (one, two):
            joined, message = events.entries(2)
            assert (joined["kind"], message["author"]) == ("event", "agent")
            assert (message["name"], message["text"]) == ("Amara", "It is on its way.")
            assert "client_token" not in message


def test_a_note_is_not_in_any_answer_of_the_doors(
    world: World, dana: Caller, asked: dict[str, str]
) -> None:
    add_note(actor=world.amara.actor(), number=asked["case"], body="Phishing?", client_token="note")
    reply(world.amara, asked["case"], "Hello.")

    seen = [dana.on(asked["thread"], what).body for what in ("entries", "transcript")]
    seen.append(dana.open().body)
    with dana.stream(asked["thread"]) as events:
        seen.append(json.dumps(events.take(3)).encode())

    assert all(b"Hello." in body for body in seen)
    assert not [body for body in seen if b"Phishing" in body]


@pytest.mark.requirement("CQ-15")
def test_where_streams_are_cut_off_asking_and_waiting_does_the_same(
    world: World, dana: Caller, asked: dict[str, str]
) -> None:
    path = f"/live/conversations/{asked['thread']}/entries"
    found: list[Any] = []
    waiting = threading.Thread(
        target=lambda: found.append(dana.call("GET", f"{path}?after=1&wait=10").json)
    )
    waiting.start()

    reply(world.amara, asked["case"], "Here we are.")
    waiting.join(timeout=8)
    more, entries = found[0], list(found[0]["entries"])
    # What moves the case without a word for her may end a wait too; she asks again.
    while more["state"] != "WAITING_CUSTOMER" or len(entries) < 2:
        rest = entries[-1]["position"] if entries else 1
        more = dana.call("GET", f"{path}?after={rest}&wait=1").json
        entries += more["entries"]

    assert [entry["text"] for entry in entries] == [None, "Here we are."]


def test_waiting_for_nothing_ends_with_nothing(dana: Caller, asked: dict[str, str]) -> None:
    path = f"/live/conversations/{asked['thread']}/entries?after=1&wait=1"

    answer = dana.call("GET", path)

    assert (answer.status, answer.json["entries"]) == (200, [])


def test_how_far_she_has_read_is_kept_for_the_next_page(
    dana: Caller, asked: dict[str, str]
) -> None:
    answer = dana.on(asked["thread"], "read", {"position": 1})

    assert (answer.status, answer.body) == (204, b"")
    (thread,) = dana.open().json["conversations"]
    assert (thread["id"], thread["read"], thread["position"]) == (asked["thread"], 1, 1)
    assert thread["last"]["text"] == "Where is it?"
    assert (thread["case"], thread["topic"]) == (asked["case"], "DEP.NOT_FOUND")


@pytest.mark.requirement("CD-04")
def test_a_transcript_proves_itself_and_one_changed_letter_is_found(
    world: World,
    dana: Caller,
    asked: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reply(world.amara, asked["case"], "It is on its way.")
    answer = dana.on(asked["thread"], "transcript")
    assert "attachment" in answer.headers["content-disposition"]
    assert [line.split("  ")[1] for line in answer.json["transcript"]][-1] == (
        "Amara: It is on its way."
    )
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(answer.body)
    bad.write_bytes(answer.body.replace(b"on its way", b"on my desk"))

    assert verified(good) == 0
    assert "GOOD" in capsys.readouterr().out
    assert verified(bad) == 3


def verified(path: Path) -> int:
    return pharos(["verify", str(path)])


@pytest.mark.requirement("CD-04")
def test_whoever_is_not_content_gets_a_different_person(
    world: World, dana: Caller, asked: dict[str, str]
) -> None:
    reply(world.amara, asked["case"], "No.")
    token = str(uuid4())

    first = dana.on(asked["thread"], "reviews", {"client_token": token, "text": "Unfair."})
    again = dana.on(asked["thread"], "reviews", {"client_token": token, "text": "Unfair."})

    assert (first.status, first.json) == (201, again.json)
    entries = dana.on(asked["thread"], "entries").json["entries"]
    assert [e["text"] for e in entries if e.get("data") == {"event": "review"}] == ["Unfair."]
    with pytest.raises(Forbidden):
        reply(world.amara, asked["case"], "Me again.")
    assert reply(world.kofi, asked["case"], "I have looked afresh.")


def test_a_recovery_phrase_is_taken_out_by_every_door_and_kept_nowhere(
    dana: Caller, asked: dict[str, str], database: TestDatabase
) -> None:
    words = f"Gracias! {PHRASE}"
    thread = asked["thread"]

    hot = dana.say(thread, words)
    slow = dana.say(thread, words, topic="DEP.NOT_FOUND")
    first = dana.say(thread_id(), words, topic="ACC.LOCKED")
    dana.on(thread, "reviews", {"client_token": "review", "text": words})

    for answer in (hot, slow, first):
        assert answer.json["removed"] == ["recovery_phrase"]
        assert "ability" not in answer.json["text"]
    for body in (dana.on(thread, "entries").body, dana.open().body):
        assert b"Gracias!" in body
        assert b"ability" not in body
    assert tables_with(database, "ability able about") == []


@pytest.mark.requirement("CH-05")
def test_web_page_and_app_show_one_history(desk_server: DeskServer, world: World) -> None:
    exchange = exchange_of(world.brand)
    page = Caller(desk_server.url, world.brand.slug)
    page.open(exchange.token(), surface="web")
    thread = thread_id()
    case = page.say(thread, "From the page.").json["case"]
    app = Caller(desk_server.url, world.brand.slug)

    (known,) = app.open(exchange.token(), surface="app").json["conversations"]
    assert (known["id"], known["case"]) == (thread, case)
    app.say(thread, "From the app.")
    reply(world.amara, case, "I see both.")

    told = [caller.on(thread, "entries").json["entries"] for caller in (page, app)]
    assert told[0] == told[1]
    texts = [entry["text"] for entry in told[0] if entry["kind"] == "message"]
    assert texts == ["From the page.", "From the app.", "I see both."]


@pytest.mark.requirement("ID-02")
def test_a_topic_that_needs_more_proof_asks_for_it_and_hears_of_it(
    desk_server: DeskServer, world: World
) -> None:
    exchange = exchange_of(world.brand)
    dana, thread = Caller(desk_server.url, world.brand.slug), thread_id()
    dana.open(exchange.token())
    dana.say(thread, "Please unlock it.", topic="ACC.LOCKED")
    asked = dana.on(thread, "entries").json["entries"][1]
    assert asked["data"] == {"event": "verify", "level": 3}

    raised = dana.open(exchange.token(al=3))

    assert raised.json["customer"]["assurance"] == 3
    told = dana.on(thread, "entries").json["entries"][2]
    assert told["data"] == {"event": "verified", "level": 3}
