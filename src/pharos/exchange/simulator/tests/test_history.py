"""A world comes back as it was, and what cannot happen has not happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pharos.exchange.simulator.books import deposits_of
from pharos.exchange.simulator.events import EventError
from pharos.exchange.simulator.history import HistoryError, Kept
from pharos.exchange.simulator.ready import ALL

BEGAN = datetime(2026, 11, 25, 12, tzinfo=UTC)
TRANSFER = {
    "network": "eip155:1",
    "txid": f"0x{'7' * 64}",
    "to": "dana",
    "amount": "0.5",
    "symbol": "ETH",
}


class Clock:
    def __init__(self) -> None:
        self.at = BEGAN

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


Again = Callable[..., Kept]


@pytest.fixture
def again(tmp_path: Path, clock: Clock) -> Iterator[Again]:
    """Ends whoever served the world before, and takes it up."""
    opened: list[Kept] = []

    def take_up(seed: int = 0) -> Kept:
        while opened:
            opened.pop().close()
        opened.append(Kept(tmp_path / "world.jsonl", seed, clock))
        return opened[0]

    yield take_up
    while opened:
        opened.pop().close()


@pytest.fixture
def kept(again: Again) -> Kept:
    return again(7)


def test_after_a_restart_the_world_is_the_same(kept: Kept, clock: Clock, again: Again) -> None:
    kept.do("transfer", TRANSFER)
    clock.at += timedelta(minutes=3)
    kept.do("advance", {"value": 600})
    kept.do("fault", {"source": "chain.north", "kind": "down"})
    kept.do("put", {"customer": "dana", "what": "kyc", "state": "PENDING", "submitted_at": "-1h"})

    back = again()

    assert back.world == kept.world
    assert back.ahead == timedelta(minutes=10)
    assert back.world.seed == 7
    assert [one.name for one in back.happened] == ["transfer", "advance", "fault", "put"]


def test_while_nobody_served_it_time_went_on(kept: Kept, clock: Clock, again: Again) -> None:
    kept.do("transfer", TRANSFER)
    clock.at += timedelta(hours=2)

    back = again()

    assert back.world.now == BEGAN + timedelta(hours=2)
    assert deposits_of(back.world, back.world.accounts["dana"])[0].confirmations == 601


def test_the_clock_follows_real_time_and_never_goes_back(kept: Kept, clock: Clock) -> None:
    clock.at += timedelta(seconds=30)
    kept.follow()
    assert kept.world.now == BEGAN + timedelta(seconds=30)
    clock.at -= timedelta(seconds=20)
    kept.follow()
    assert kept.world.now == BEGAN + timedelta(seconds=30)


def test_a_written_instant_is_the_same_after_a_restart(kept: Kept, again: Again) -> None:
    kept.do("transfer", {**TRANSFER, "at": datetime(2026, 11, 25, 11, 30, tzinfo=UTC)})

    back = again()

    mined = back.world.chains["eip155:1"].transactions[TRANSFER["txid"]]
    assert mined.mined_at == datetime(2026, 11, 25, 11, 30, tzinfo=UTC)
    assert back.world == kept.world


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("explode", {}, "there is no event 'explode'"),
        ("transfer", {"network": "eip155:1"}, "misses"),
        ("transfer", {**TRANSFER, "network": "eip155:9"}, "there is no 'eip155:9'"),
        ("transfer", {**TRANSFER, "amount": "much"}, "transfer"),
        ("put", {"customer": "nobody", "what": "kyc"}, "there is no 'nobody'"),
        ("put", {"customer": "dana", "what": "shoe", "size": 40}, "there is no 'shoe'"),
        ("put", {"customer": "dana", "what": "kyc", "state": "GREAT"}, "state"),
        ("put", {"customer": "dana", "what": "limits", "daily": 5}, "decimal in a string"),
        ("network", {"asset": "XRP", "network": "xrpl:1"}, "there is nothing like that"),
        ("rule", {"network": "eip155:1", "txid": TRANSFER["txid"], "state": "MAYBE"}, "state"),
        ("advance", {"value": -60}, "time does not go back"),
        ("advance", {"value": "soon"}, "advance"),
        ("advance", {"value": float("inf")}, "advance"),
        ("put", "dana", "put"),
        ("transfer", {**TRANSFER, "at": datetime(2026, 1, 1)}, "has no zone"),  # noqa: DTZ001
    ],
)
def test_what_cannot_happen_is_said_and_leaves_nothing(
    kept: Kept, tmp_path: Path, name: str, arguments: Any, words: str
) -> None:
    kept.do("transfer", TRANSFER)
    before = (tmp_path / "world.jsonl").read_text()

    with pytest.raises(EventError, match=words):
        kept.do(name, arguments)

    assert (tmp_path / "world.jsonl").read_text() == before
    assert len(kept.happened) == 1
    assert kept.ahead == timedelta(0)


def test_a_last_line_that_was_never_finished_never_happened(
    kept: Kept, tmp_path: Path, again: Again
) -> None:
    kept.do("transfer", TRANSFER)
    kept.close()
    path = tmp_path / "world.jsonl"
    path.write_text(path.read_text() + '{"at":"2026-11-25T12:0')

    back = again()
    back.do("advance", {"value": 60})
    back = again()

    assert [one.name for one in back.happened] == ["transfer", "advance"]


def test_a_line_that_is_none_is_named(kept: Kept, tmp_path: Path, again: Again) -> None:
    kept.do("transfer", TRANSFER)
    kept.close()
    path = tmp_path / "world.jsonl"
    path.write_text(path.read_text() + "nonsense\n")

    with pytest.raises(HistoryError, match="line 3"):
        again()


def test_an_event_that_cannot_be_repeated_is_named(
    kept: Kept, tmp_path: Path, again: Again
) -> None:
    kept.close()
    path = tmp_path / "world.jsonl"
    line = '{"at":"2026-11-25T12:00:00+00:00","name":"explode","arguments":{}}\n'
    path.write_text(path.read_text() + line)

    with pytest.raises(HistoryError, match="line 2 cannot be repeated"):
        again()


def test_two_cannot_use_one_world(kept: Kept, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(HistoryError, match="another simulated exchange"):
        Kept(tmp_path / "world.jsonl", 7, clock)


def test_a_world_keeps_its_seed(kept: Kept, again: Again) -> None:
    with pytest.raises(HistoryError, match="seed 7"):
        again(8)


def test_the_file_is_for_its_owner_only(tmp_path: Path, clock: Clock) -> None:
    Kept(tmp_path / "new" / "world.jsonl", 0, clock).close()

    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


BESIDE = {
    "TIME": "",
    "ACCOUNT": "dana",
    "NETWORK": "XRP xrpl:0",
    "SOURCE": "exchange",
    "REQUEST": "SELF_LOCK",
}
# These need something that is under way.
LATER = ("incident", "incident_over", "do_it", "deny")


@pytest.mark.parametrize("key", [key for key in ALL if key not in LATER])
def test_each_button_does_something(key: str, clock: Clock) -> None:
    from pharos.exchange.simulator import ready

    kept = Kept(None, 0, clock)
    group = next(one for one in BESIDE if ALL[key] in getattr(ready, one, ()))
    name, arguments = ALL[key].make(kept, BESIDE[group])

    kept.do(name, arguments)
    name, arguments = ALL[key].make(kept, BESIDE[group])
    kept.do(name, arguments)

    assert len(kept.happened) == 2
