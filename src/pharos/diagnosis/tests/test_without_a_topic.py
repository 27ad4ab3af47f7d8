"""What a message names is looked up also where nobody said what it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pharos.cases.arriving import ArrivingFile, arrive
from pharos.cases.models import Case
from pharos.cases.uploads import check_waiting
from pharos.diagnosis.tests.conftest import Connected
from pharos.diagnosis.tests.test_walk import TXID, deposit
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import account
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.arrived import tell_arrived_files

ABROAD = "0x00000000000000000000000000000000000000b1"


def withdrawal(here: Connected, **more: Any) -> None:
    """Dana's withdrawal with the same hash, as the books and the chain have it."""
    there = {"network": "eip155:1", "txid": TXID, "to": ABROAD, "amount": "1.5"}
    booked = {
        "customer": f"Dana-{here.world.mark}",
        "what": "withdrawals",
        "id": "w1",
        "asset": "ETH",
        "net_fee": "0.0008",
        "requested_at": "-2h",
        "state_since": "-10m",
        "state": "BROADCAST",
    }
    here.exchange.now = now()
    put = {"put": there | booked | more}
    happen(
        here.exchange, [put, {"transfer": there | {"symbol": "ETH", "at": "-5m", "mined": False}}]
    )


def looked_into(here: Connected, case: Case) -> tuple[list[str], str | None]:
    """Which diagnosers looked, and what the customer was told."""
    here.work()
    entries = [one for one in here.world.entries(case) if one.kind == "diagnosis"]
    told = here.told(case)
    looked = [one["diagnoser"] for entry in entries for one in entry.payload["findings"]]
    return looked, told[-1].payload["outcome"] if told else None


@pytest.mark.requirement("IN-08")
def test_a_hash_is_first_looked_for_among_what_came_in(connected: Connected) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Can you help? {TXID}", reason="")

    looked, told = looked_into(connected, case)

    assert "D01" in looked
    assert told == "PENDING"


@pytest.mark.requirement("IN-02")
def test_a_hash_in_a_file_is_looked_up_like_one_in_words(
    connected: Connected, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_URL = tmp_path.as_uri()
    deposit(connected, 60)
    dana, system = connected.world.actor(connected.world.dana), Actor.system(connected.brand.pk)
    shot = ArrivingFile(name="sent.txt", content=f"Sent over TRON\n{TXID}\n".encode())
    case = connected.world.asked(
        text="It is in the file.", reason="", arriving=arrive(dana, [shot])
    )

    check_waiting(system)
    tell_arrived_files(system)
    looked, told = looked_into(connected, case)

    assert "D01" in looked
    assert told == "PENDING"


def test_what_is_read_in_a_file_is_no_reason_to_doubt_what_was_written(
    connected: Connected, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_URL = tmp_path.as_uri()
    deposit(connected, 60)
    misread = TXID[:-1] + ("0" if TXID[-1] != "0" else "1")
    dana, system = connected.world.actor(connected.world.dana), Actor.system(connected.brand.pk)
    shot = ArrivingFile(name="sent.txt", content=misread.encode())
    text, ids = f"Can you help? {TXID}", arrive(dana, [shot])
    case = connected.world.asked(text=text, reason="", arriving=ids)
    connected.work()

    check_waiting(system)
    tell_arrived_files(system)
    connected.work()

    looked = [one for one in connected.world.entries(case) if one.kind == "diagnosis"]
    assert [one.payload["given"]["txid"] for one in looked] == [TXID]


def test_a_hash_of_what_went_out_is_found_among_the_withdrawals(connected: Connected) -> None:
    withdrawal(connected)
    case = connected.world.asked(text=f"Can you help? {TXID}", reason="")

    looked, told = looked_into(connected, case)

    assert "D12" in looked
    assert told in ("SENT", "UNCONFIRMED")


def test_a_hash_of_somebody_elses_withdrawal_is_nobodys_here(connected: Connected) -> None:
    connected.exchange.accounts["minjun"] = account("minjun", "Minjun", "ko", now())
    withdrawal(connected, customer="minjun")
    case = connected.world.asked(text=f"Can you help? {TXID}", reason="")

    looked, told = looked_into(connected, case)

    assert "D12" not in looked
    assert told == "NOT_OURS"


def test_an_order_between_people_is_found_where_no_other_has_its_number(
    connected: Connected,
) -> None:
    connected.exchange.now = now()
    order = {"customer": f"Dana-{connected.world.mark}", "what": "p2p", "id": "p2p-4711"}
    deal = {"role": "BUYER", "asset": "USDT", "amount": "100", "fiat": "EUR", "price": "0.95"}
    when = {"state": "WAIT_PAYMENT", "created_at": "-5m", "deadline": "+30m"}
    happen(connected.exchange, [{"put": order | deal | when}])
    case = connected.world.asked(text="What about p2p-4711?", reason="")

    assert looked_into(connected, case) == (["D27"], "WAIT_PAYMENT")


def test_words_alone_are_looked_up_as_before(connected: Connected) -> None:
    case = connected.world.asked(text="I would like to talk to a person.", reason="")

    assert looked_into(connected, case) == (["D36"], None)
