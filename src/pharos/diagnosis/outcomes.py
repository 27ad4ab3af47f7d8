"""Findings that more than one path of a diagnoser of deposits comes to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pharos.diagnosis.arrivals import AN_HOUR, SOON
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found


def uncredited(ask: Ask, amount: Figure, txid: str) -> Found:
    """Nothing is in the way and still it is not credited: our fault, and a task for our people."""
    return Found(
        outcome="READY_BUT_UNCREDITED",
        said=(Said(key="D01.ours", figures={"amount": amount}),),
        steps=(task_of("wallet"),),
        watch=watch_for(ask, txid, ask.at + AN_HOUR),
    )


def replaced(fact: Fact[Any], other: str | None) -> Found:
    """Another transaction took its place: which, if that is known, can be looked up."""
    if not other:
        return Found(outcome="REPLACED", said=(Said(key="D01.replaced_open"),))
    said = Said(key="D01.replaced", figures={"other": fact.shows(other, "place")})
    step = Step(kind="trace_deposit", who="customer", arguments={"txid": other})
    return Found(outcome="REPLACED", said=(said,), steps=(step,))


def watch_for(ask: Ask, txid: str, at: datetime) -> Watch:
    """Look again then, or `SOON` if that is past, or when the deposit or its network changes."""
    later = at if at > ask.at else ask.at + SOON
    return Watch(at=later, subject=txid, events=("deposit.state", "asset_network.status"))
