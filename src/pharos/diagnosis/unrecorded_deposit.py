"""What D01 tells of a deposit that the books do not have: what the chain shows, what follows."""

from __future__ import annotations

from dataclasses import replace

from pharos.diagnosis.arrivals import (
    A_DAY,
    AN_HOUR,
    SOON,
    Arrival,
    blocks_take,
    disagree,
    is_astray,
    is_self,
    meant_elsewhere,
    ours,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Certainty
from pharos.diagnosis.outcomes import replaced, uncredited, watch_for
from pharos.diagnosis.running import Found
from pharos.exchange.chains.port import Transfer
from pharos.exchange.objects import AddressMatch, AssetNetwork, DepositMatch


def of_chain(ask: Ask, found: Arrival, booked: Fact[DepositMatch]) -> Found:
    """Whether it moved, whether it came to this customer, and what it waits for."""
    transaction = found.transaction
    if transaction.status == "FAILED":
        return Found(outcome="FAILED", said=(Said(key="D01.failed"),))
    if transaction.status == "REPLACED":
        return replaced(found.seen, transaction.replaced_by)
    hit = ours(ask, found)
    if booked.data.match == "OTHER":
        _check_other(found, booked, hit)
    if hit is None:
        # What a contract moved within it stands in no receipt: whoever did not look cannot know.
        is_seen = transaction.internal_read is not False
        return Found(
            outcome="NOT_OURS",
            said=(Said(key="D01.not_ours"),),
            certainty=Certainty.CERTAIN if is_seen else Certainty.LIKELY,
            is_fine=meant_elsewhere(ask, found) is not None,
        )
    return _arrived(ask, found, *hit)


def _arrived(ask: Ask, found: Arrival, transfer: Transfer, whose: Fact[AddressMatch]) -> Found:
    """It came to an address of the exchange: this customer's, another's, or nobody's."""
    row = found.row(transfer)
    match = whose.data
    if match.match == "HOT_WALLET" and row is not None:
        return _hot_wallet(ask, found, transfer, row)
    if match.match == "OTHER" and not match.memo_required:
        said = Said(key="D01.not_yours")
        return Found(outcome="NOT_YOURS", said=(said,), steps=(task_of("wallet"),))
    if row is None or is_astray(ask, found, transfer, match):
        return Found(outcome="OTHER_REASON", is_fine=True)
    result = _waiting(ask, found, transfer, row)
    return replace(result, evidence=found.evidence(transfer, row) | result.evidence)


def _check_other(
    found: Arrival,
    booked: Fact[DepositMatch],
    hit: tuple[Transfer, Fact[AddressMatch]] | None,
) -> None:
    """The books have it for another customer: the chain must show something that can be theirs."""
    only_mine = hit is not None and is_self(hit[1].data) and len(found.transfers) == 1
    if hit is None or only_mine:
        raise disagree(booked, booked.source, *found.seen.data.sources)


def _hot_wallet(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    amount = found.seen.amount(transfer.amount, row.asset)
    return Found(
        outcome="HOT_WALLET",
        said=(Said(key="D01.hot_wallet", figures={"amount": amount}),),
        evidence=found.evidence(transfer, row),
        steps=(task_of("wallet"),),
        watch=watch_for(ask, found.transaction.txid, ask.at + A_DAY),
    )


def _waiting(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    """It is this customer's and as it should be: for a block, more blocks, or our reader."""
    if found.transaction.status == "PENDING":
        return _unmined(ask, found, transfer, row)
    if row.deposit != "OPEN":
        return _paused(ask, found, transfer, row)
    if found.transaction.confirmations < row.confirmations_credit:
        return _confirming(ask, found, transfer, row)
    if _unread(found, row) > 0:
        return _lagging(ask, found, transfer, row)
    amount = found.seen.amount(transfer.amount, row.asset)
    result = uncredited(ask, amount, found.transaction.txid)
    return replace(result, said=result.said + _partial(found, transfer, row))


def _unread(found: Arrival, row: AssetNetwork) -> int:
    """How many blocks our reader has yet to read to come to this one."""
    return (found.transaction.height or 0) - row.scanner_height


def _unmined(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    amount = found.seen.amount(transfer.amount, row.asset)
    said = [Said(key="D01.unmined", figures={"amount": amount})]
    if found.transaction.low_fee:
        said.append(Said(key="D01.low_fee"))
    watch = watch_for(ask, found.transaction.txid, ask.at + SOON)
    return Found(outcome="PENDING", said=tuple(said), watch=watch)


def _paused(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    said = (
        Said(key="D01.pending_open", figures=_counted(found, transfer, row)),
        Said(key="D01.paused", figures={"asset": found.status.shows(row.asset)}),
    )
    until = row.expected_until if row.expected_until and row.expected_until > ask.at else None
    return Found(
        outcome="PENDING",
        said=said + _partial(found, transfer, row),
        eta=found.status.shows(until) if until else None,
        watch=watch_for(ask, found.transaction.txid, until or ask.at + AN_HOUR),
    )


def _confirming(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    """It needs more blocks, and it needs to be read: whichever takes longer."""
    missing = row.confirmations_credit - found.transaction.confirmations
    unread = _unread(found, row)
    at = blocks_take(max(missing, unread), row, found.seen.as_of)
    eta = found.seen.shows(at).with_fact(found.status)
    figures = _counted(found, transfer, row) | {"eta": eta}
    said = [Said(key="D01.pending", figures=figures)]
    if unread > missing:
        said.append(_behind(found, row))
    return Found(
        outcome="PENDING",
        said=tuple(said) + _partial(found, transfer, row),
        eta=eta,
        watch=watch_for(ask, found.transaction.txid, at),
    )


def _lagging(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    at = blocks_take(_unread(found, row), row, found.status.as_of)
    eta = found.status.shows(at).with_fact(found.seen)
    said = (_behind(found, row), Said(key="D01.lag_until", figures={"eta": eta}))
    return Found(
        outcome="SCANNER_LAG",
        said=said + _partial(found, transfer, row),
        eta=eta,
        watch=watch_for(ask, found.transaction.txid, at),
    )


def _behind(found: Arrival, row: AssetNetwork) -> Said:
    figures = {
        "block": found.seen.shows(found.transaction.height or 0),
        "reader": found.status.shows(row.scanner_height),
    }
    return Said(key="D01.lag", figures=figures)


def _counted(found: Arrival, transfer: Transfer, row: AssetNetwork) -> dict[str, Figure]:
    return {
        "amount": found.seen.amount(transfer.amount, row.asset),
        "have": found.seen.shows(found.transaction.confirmations),
        "need": found.status.shows(row.confirmations_credit),
    }


def _partial(found: Arrival, transfer: Transfer, row: AssetNetwork) -> tuple[Said, ...]:
    """That less was delivered than the sender announced, where that is so."""
    if transfer.stated is None or transfer.stated == transfer.amount:
        return ()
    figures = {
        "stated": found.seen.amount(transfer.stated, row.asset),
        "amount": found.seen.amount(transfer.amount, row.asset),
    }
    return (Said(key="D01.partial", figures=figures),)
