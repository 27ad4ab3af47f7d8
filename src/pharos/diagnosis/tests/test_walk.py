"""From a pasted hash to an answer, and to the follow-up that comes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pharos.cases.actions.assign import take_case
from pharos.cases.ledger.replay import differences
from pharos.cases.ledger.stored import case_chain
from pharos.diagnosis.actions import record_diagnosis as recording
from pharos.diagnosis.actions.take_event import Event, take_event
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.composing import diagnosed
from pharos.diagnosis.models import DiagnosisRequest, Watcher
from pharos.diagnosis.rounds import diagnose_waiting, inputs_of
from pharos.diagnosis.stored import StoredSources, written_finding
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.simulator.events import happen
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up

TXID = "0x" + "ab" * 32


def deposit(here: Connected, seconds_ago: int) -> None:
    dana = here.exchange.accounts[f"Dana-{here.world.mark}"]
    here.exchange.now = now()
    happen(
        here.exchange,
        [
            {
                "transfer": {
                    "network": "eip155:1",
                    "txid": TXID,
                    "to": dana.addresses[0].address,
                    "amount": "1.5",
                    "symbol": "ETH",
                    "at": f"-{seconds_ago}s",
                }
            }
        ],
    )


@pytest.mark.requirement("IN-08")
def test_a_pasted_hash_is_answered_with_facts(connected: Connected) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}")

    connected.work()

    told = connected.told(case)
    assert len(told) == 1
    assert told[0].author_kind == "bot"
    assert "1.5 ETH" in (told[0].body or "")
    assert told[0].payload["bar"] == [6, 12]
    with brand_scope(case.brand_id):
        case.refresh_from_db()
        assert case.state == "WAITING_CHAIN"


def test_whoever_asks_again_is_told_again_and_by_the_one_who_took_the_case_if_somebody_did(
    connected: Connected,
) -> None:
    deposit(connected, 60)
    with frozen_at(now()):
        case = connected.world.asked(text=f"Where is it? {TXID}", external_id="thread-1")
        connected.work()
        connected.world.asked(text=f"And {TXID}?", external_id="thread-2")
        connected.work()
        told = [one.body for one in connected.told(case)]
        assert len(told) == 2
        assert told[0] == told[1]

        take_case(actor=connected.world.amara.actor(), number=case.number)
        connected.world.asked(text=f"{TXID}!", external_id="thread-2")
        connected.work()
        assert len(connected.told(case)) == 2
        assert [e.kind for e in connected.world.entries(case)].count("diagnosis") == 3


def test_what_waits_is_looked_at_again_and_the_customer_hears_first(connected: Connected) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}")
    connected.work()

    with frozen_at(now() + timedelta(minutes=10)):
        connected.work()
        connected.work()

    outcomes = [one.payload["outcome"] for one in connected.told(case)]
    assert outcomes == ["PENDING", "CREDITED"]
    with brand_scope(case.brand_id):
        assert not DiagnosisRequest.objects.filter(case=case).exists()
        assert not Watcher.objects.filter(case=case, subject=TXID).exists()


def test_the_present_follows_from_the_past(connected: Connected) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}")
    connected.work()

    with brand_scope(case.brand_id):
        case.refresh_from_db()
        assert not differences(case, case_chain(case.pk).entries)


def test_a_customer_who_writes_while_the_chain_is_awaited_is_back_in_the_queue(
    connected: Connected,
) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}", external_id="thread-1")
    connected.work()

    connected.world.asked(text="I would like to talk to a person.", external_id="thread-1")

    with brand_scope(case.brand_id):
        case.refresh_from_db()
        assert case.state == "QUEUED"


def test_what_was_found_can_be_found_again_from_what_was_stored(connected: Connected) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}")
    connected.work()

    entry = next(one for one in connected.world.entries(case) if one.kind == "diagnosis")
    stored = entry.payload
    ask = Ask(
        StoredSources(stored["facts"], stored["refused"]),
        datetime.fromisoformat(stored["findings"][0]["run_at"]),
        inputs_of(stored["given"]),
        f"Dana-{connected.world.mark}",
        2,
    )
    again = diagnosed(ask, stored["reason"])
    assert [written_finding(one) for one in again.findings] == stored["findings"]


def test_somebody_who_is_not_proved_is_nobody_at_the_exchange(connected: Connected) -> None:
    deposit(connected, 60)
    case = connected.world.asked(connected.world.eve, text=f"Where is it? {TXID}")
    connected.work()

    asked = [
        one
        for entry in connected.world.entries(case)
        if entry.kind == "access"
        for one in entry.payload["asked"]
    ]
    private = [one for one in asked if one["question"] == "exchange.find_deposit"]
    assert all(one["ended"] == "FORBIDDEN" for one in private)
    assert all(one.payload["outcome"] != "CREDITED" for one in connected.told(case))


def test_a_webhook_wakes_what_waits_before_its_time(connected: Connected) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}")
    connected.work()
    with brand_scope(case.brand_id):
        Watcher.objects.filter(case=case).update(due_at=now() + timedelta(hours=3))
    event = Event(id="event-1", kind="deposit.state", at=now(), subject=TXID)
    system = Actor.system(case.brand_id)

    assert take_event(actor=system, brand_id=case.brand_id, event=event)
    assert not take_event(actor=system, brand_id=case.brand_id, event=event)
    with frozen_at(now() + timedelta(minutes=10)):
        connected.work()

    assert [one.payload["outcome"] for one in connected.told(case)] == ["PENDING", "CREDITED"]


def test_a_recording_that_fails_leaves_the_request(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}")
    monkeypatch.setattr(recording, "append", _fails)
    follow_up(actor=Actor.system(case.brand_id))
    diagnose_waiting(Actor.system(case.brand_id))
    assert not connected.told(case)

    monkeypatch.undo()
    with frozen_at(now() + timedelta(minutes=2)):
        connected.work()

    assert len(connected.told(case)) == 1


def _fails(*_entries: object) -> None:
    raise RuntimeError("killed here")


@pytest.mark.requirement("IN-05")
def test_who_names_nothing_is_asked_for_what_is_missing_and_nothing_else(
    connected: Connected,
) -> None:
    case = connected.world.asked(text="My deposit has not arrived.")
    connected.work()

    told = connected.told(case)
    assert [one.payload["outcome"] for one in told] == ["UNKNOWN"]
    assert "transaction" in (told[0].body or "").lower()
    with brand_scope(case.brand_id):
        assert not Watcher.objects.filter(case=case).exists()


def test_a_deposit_that_may_be_meant_is_shown_to_staff_and_told_to_nobody(
    connected: Connected,
) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text="My deposit of ETH has not arrived.")
    connected.work()

    looked = next(one for one in connected.world.entries(case) if one.kind == "diagnosis")
    found = [(one["outcome"], one["certainty"]) for one in looked.payload["findings"]]
    assert ("PENDING", "LIKELY") in found
    assert not connected.told(case)
