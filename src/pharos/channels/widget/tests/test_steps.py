"""One button: what a customer asks the exchange to do, at a door of the widget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.ledger.append import append, lock_heads
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.channels.widget.tests.caller import Answer, Caller, thread_id
from pharos.channels.widget.tests.northmere import TOPIC, Northmere, northmere_of
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.testing.desk_server import DeskServer
from pharos.testing.resting import let_work
from pharos.testing.world import World

LOCK = "SELF_LOCK"


@pytest.fixture
def northmere(desk_server: DeskServer, world: World) -> Iterator[Northmere]:
    let_work(needed=False)  # What is pressed is done before the answer, by no worker.
    with northmere_of(desk_server, world) as here:
        yield here


def press(caller: Caller, thread: str, **body: Any) -> Answer:
    return caller.on(thread, "steps", {"kind": LOCK, "client_token": str(uuid4())} | body)


def card(here: Northmere, thread: str, ask: dict[str, Any]) -> int:
    """A card with a button in Dana's conversation, as a diagnosis leaves it. Its position."""
    with brand_scope(here.world.brand.pk):
        case = Case.objects.get(conversations__external_id=thread)
        chat = case.conversations.get(external_id=thread)
        lock_heads([case.pk])
        bot = Actor.bot(case.brand_id, name="Northmere")
        told = entry_of(
            case,
            bot,
            "finding",
            conversation=chat,
            visibility="customer",
            body="It can still be cancelled.",
            payload={"diagnoser": "D14", "as_of": "2026-11-24T08:00:00Z", "ask": ask},
        )
        position = append(told)[0].position
    assert position is not None
    return position


def test_one_tap_locks_before_a_word_was_said(northmere: Northmere) -> None:
    dana, thread = northmere.come("Dana"), thread_id()

    told = press(dana, thread, topic=TOPIC)
    said = dana.on(thread, "entries?after=0").json["entries"]

    assert (told.status, told.json["state"]) == (200, "DONE")
    assert [one.code for one in northmere.dana.restrictions] == ["SEC_SELF_LOCK"]
    assert said[0]["text"] == "Lock my account now."
    jobs = [one for one in said if one.get("data", {}).get("event") == "job"]
    assert [one["data"]["state"] for one in jobs] == ["ASKED", "DONE"]
    assert (jobs[1]["kind"], jobs[1]["author"]) == ("message", "bot")
    assert jobs[1]["text"].startswith("Lock the account: done.")


def test_a_second_tap_is_the_first(northmere: Northmere) -> None:
    dana, thread, name = northmere.come("Dana"), thread_id(), str(uuid4())

    first = press(dana, thread, topic=TOPIC, client_token=name)
    again = press(dana, thread, topic=TOPIC, client_token=name)

    assert first.json == again.json
    assert len(northmere.kept.world.jobs) == 1


def test_a_visitor_locks_nothing_and_opens_nothing(northmere: Northmere) -> None:
    visitor, thread = northmere.come(), thread_id()

    assert press(visitor, thread, topic=TOPIC).refusal == (401, "sign_in_again")
    assert visitor.on(thread, "entries?after=0").status == 404
    assert northmere.kept.world.jobs == {}


def test_what_a_brand_has_not_switched_on_is_not_asked_and_opens_nothing(
    northmere: Northmere,
) -> None:
    northmere.switch_on("RESEND")
    dana, thread = northmere.come("Dana"), thread_id()
    off = press(dana, thread, topic=TOPIC)
    is_open = dana.on(thread, "entries?after=0").status
    northmere.switch_on(LOCK)

    assert (off.refusal, is_open) == ((409, "job_off"), 404)
    assert press(dana, thread, topic=TOPIC).status == 200


def test_what_a_card_is_about_comes_from_the_card(northmere: Northmere) -> None:
    northmere.kept.do("put", {"customer": "dana", "what": "withdrawals", **WITHDRAWAL})
    dana, thread = northmere.come("Dana"), thread_id()
    dana.say(thread, "Stop my withdrawal.", topic="DEP.NOT_FOUND")
    ask = {"kind": "CANCEL_WITHDRAWAL", "subject": "wd-1", "arguments": {"id": "wd-1"}}
    position = card(northmere, thread, ask | {"label": "Cancel the withdrawal"})
    kind = {"kind": "CANCEL_WITHDRAWAL"}

    beside = press(dana, thread, position=1, **kind)
    other = press(dana, thread, position=position, kind="RESEND")
    theirs = press(northmere.come("Minjun"), thread, position=position, **kind)
    told = press(dana, thread, position=position, arguments={"id": "wd-2"}, **kind)

    assert beside.refusal == other.refusal == (404, "step_unknown")
    assert theirs.refusal == (404, "not_found")
    assert (told.json["state"], told.json["subject"]) == ("DONE", "wd-1")
    assert northmere.dana.withdrawals[-1].state == "CANCELLED"


def test_the_first_screen_offers_the_lock_where_somebody_may_be_inside(
    northmere: Northmere,
) -> None:
    def locks(caller: Caller) -> dict[str, bool]:
        home = caller.call("GET", f"/live/brands/{northmere.world.brand.slug}/home").json
        return {topic["code"]: topic["locks"] for topic in home["topics"]}

    on = locks(northmere.come())
    northmere.switch_on("RESEND")

    assert (on[TOPIC], on["DEP.NOT_FOUND"]) == (True, False)
    assert not locks(northmere.come())[TOPIC]


def test_an_exchange_that_is_away_is_told_honestly(northmere: Northmere) -> None:
    northmere.kept.do("fault", {"source": "exchange", "kind": "down"})
    dana, thread = northmere.come("Dana", "ko"), thread_id()

    told = press(dana, thread, topic=TOPIC)
    said = dana.on(thread, "entries?after=0").json["entries"]

    assert (told.status, told.json["state"]) == (200, "ASKED")
    assert said[-1]["data"]["state"] == "AWAY"
    assert northmere.dana.restrictions == []


WITHDRAWAL = {
    "id": "wd-1",
    "asset": "ETH",
    "network": "eip155:1",
    "to": "0x00000000000000000000000000000000000057a6",
    "amount": "1",
    "net_fee": "0",
    "state": "IN_REVIEW",
    "requested_at": "-5m",
    "state_since": "-5m",
}
