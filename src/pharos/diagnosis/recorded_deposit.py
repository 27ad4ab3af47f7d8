"""What D01 tells of a deposit that the exchange's own books have."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from pharos.diagnosis.arrivals import (
    A_DAY,
    AN_HOUR,
    amount_of,
    blocks_take,
    perhaps,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.outcomes import replaced, uncredited, watch_for
from pharos.diagnosis.running import Found
from pharos.exchange.objects import AssetNetwork, Deposit
from pharos.exchange.port import Exchange


def of_books(ask: Ask, booked: Fact[Any], deposit: Deposit) -> Found:
    """The deposit as the exchange's own record tells of it."""
    amount = booked.amount(deposit.amount, deposit.asset)
    match deposit.state:
        case "CREDITED" | "CREDITED_LOCKED":
            found = _credited(ask, booked, deposit)
        case "SEEN" | "CONFIRMING":
            found = _confirming(ask, booked, deposit)
        case "FAILED":
            found = Found(outcome="FAILED", said=(Said(key="D01.failed"),))
        case "REPLACED":
            found = replaced(booked, deposit.replaced_by)
        case "REFUNDING":
            said = Said(key="D01.returning", figures={"amount": amount})
            found = Found(
                outcome="RETURNED", said=(said,), watch=watch_for(ask, deposit.txid, ask.at + A_DAY)
            )
        case "REFUNDED":
            said = Said(key="D01.returned", figures={"amount": amount})
            found = Found(outcome="RETURNED", said=(said,))
        case _:
            found = _held(ask, booked, deposit, amount)
    return replace(found, evidence=_evidence(booked, deposit) | found.evidence)


def _held(ask: Ask, booked: Fact[Any], deposit: Deposit, amount: Figure) -> Found:
    """Checked or set aside. Why is not said here, whatever it is; D08 tells of the travel rule."""
    is_by_hand = deposit.state in ("REJECTED", "WRONG")
    key = "D01.by_hand" if is_by_hand else "D01.held"
    said, eta = [Said(key=key, figures={"amount": amount})], None
    if deposit.review_at is not None and deposit.review_at > ask.at:
        eta = booked.shows(deposit.review_at)
        said.append(Said(key="D01.held_until", figures={"review": eta}))
    rule = deposit.travel_rule
    return Found(
        outcome="HELD",
        said=tuple(said),
        eta=eta,
        watch=watch_for(ask, deposit.txid, deposit.review_at or ask.at + A_DAY),
        disclosure="GENERIC",
        is_fine=rule is not None and rule.state != "OK",
    )


def _credited(ask: Ask, booked: Fact[Any], deposit: Deposit) -> Found:
    amount = booked.amount(deposit.amount, deposit.asset)
    figures = {
        "amount": amount,
        "when": booked.shows(deposit.credited_at or deposit.seen_at),
        "wallet": booked.shows(deposit.wallet, "code"),
    }
    said = [Said(key="D01.credited", figures=figures)]
    stated = _stated(ask, deposit)
    if stated is not None:
        said.append(Said(key="D01.partial", figures={"stated": stated, "amount": amount}))
    elif amount_of(ask) not in (None, deposit.amount):
        said.append(Said(key="D01.differs"))
    evidence = {} if stated is None else {"stated": stated}
    if deposit.state == "CREDITED":
        return Found(outcome="CREDITED", said=tuple(said), evidence=evidence)
    eta = _unlocks(ask, booked, deposit)
    if deposit.unlock_confirmations:
        unlock = booked.shows(deposit.unlock_confirmations)
        said.append(Said(key="D01.locked", figures={"unlock": unlock}))
    at = eta.value if eta and isinstance(eta.value, datetime) else ask.at + AN_HOUR
    return Found(
        outcome="CREDITED",
        said=tuple(said),
        evidence=evidence,
        eta=eta,
        watch=watch_for(ask, deposit.txid, at),
    )


def _stated(ask: Ask, deposit: Deposit) -> Figure | None:
    """What the sender of an XRP Ledger payment announced, where less was delivered."""
    if not deposit.network.startswith("xrpl:"):
        return None
    seen = perhaps(lambda: ask.sighting(deposit.network, deposit.txid))
    if seen is None or not seen.data.agreed or seen.data.transaction is None:
        return None
    for transfer in seen.data.transaction.transfers:
        is_it = (transfer.to, transfer.amount) == (deposit.to, deposit.amount)
        if is_it and transfer.stated not in (None, transfer.amount):
            return seen.amount(transfer.stated, deposit.asset)
    return None


def _unlocks(ask: Ask, booked: Fact[Any], deposit: Deposit) -> Figure | None:
    """When it may be withdrawn. That it is credited is right without it."""
    if deposit.unlocked_at is not None:
        return booked.shows(deposit.unlocked_at)
    left = (deposit.unlock_confirmations or 0) - deposit.confirmations
    status = perhaps(lambda: _status(ask, deposit))
    if status is None:
        return None
    fact, row = status
    if row is None or left <= 0:
        return None
    return booked.shows(blocks_take(left, row, booked.as_of)).with_fact(fact)


def _status(ask: Ask, deposit: Deposit) -> tuple[Fact[Any], AssetNetwork | None]:
    status = ask.of(Exchange.network_status, network=deposit.network)
    rows = [row for row in status.data.items if row.asset == deposit.asset]
    return status, rows[0] if rows else None


def _confirming(ask: Ask, booked: Fact[Any], deposit: Deposit) -> Found:
    """Read and not credited: it waits for blocks, for the deposits to open, or for us."""
    amount = booked.amount(deposit.amount, deposit.asset)
    status, row = _status(ask, deposit)
    missing = max(deposit.required - deposit.confirmations, 0)
    figures = {
        "amount": amount,
        "have": booked.shows(deposit.confirmations),
        "need": booked.shows(deposit.required),
    }
    if row is None:
        said = Said(key="D01.pending_open", figures=figures)
        watch = watch_for(ask, deposit.txid, ask.at + AN_HOUR)
        return Found(outcome="PENDING", said=(said,), watch=watch)
    if row.deposit != "OPEN":
        return _paused(ask, deposit, figures, status, row)
    if not missing:
        return uncredited(ask, amount, deposit.txid)
    at = blocks_take(missing, row, booked.as_of)
    eta = booked.shows(at).with_fact(status)
    said = Said(key="D01.pending", figures=figures | {"eta": eta})
    return Found(outcome="PENDING", said=(said,), eta=eta, watch=watch_for(ask, deposit.txid, at))


def _paused(
    ask: Ask,
    deposit: Deposit,
    figures: dict[str, Figure],
    status: Fact[Any],
    row: AssetNetwork,
) -> Found:
    until = row.expected_until
    is_known = until is not None and until > ask.at
    said = (
        Said(key="D01.pending_open", figures=figures),
        Said(key="D01.paused", figures={"asset": status.shows(row.asset)}),
    )
    return Found(
        outcome="PENDING",
        said=said,
        eta=status.shows(until) if until is not None and is_known else None,
        watch=watch_for(ask, deposit.txid, until if until and is_known else ask.at + AN_HOUR),
    )


def _evidence(booked: Fact[Any], deposit: Deposit) -> dict[str, Figure]:
    return {
        "amount": booked.amount(deposit.amount, deposit.asset),
        "network": booked.shows(deposit.network, "network"),
        "confirmations": booked.shows(deposit.confirmations),
        "required": booked.shows(deposit.required),
        "txid": booked.shows(deposit.txid, "place"),
    }
