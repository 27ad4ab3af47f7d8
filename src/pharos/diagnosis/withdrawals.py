"""What several diagnosers ask of a withdrawal: which one, whether it has left, where it went."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step
from pharos.diagnosis.running import Found
from pharos.exchange.objects import Withdrawal
from pharos.exchange.port import Exchange

# Nothing has left, and nothing is leaving.
WAITING: Final = ("AWAITING_CUSTOMER", "AWAITING_INFO", "IN_REVIEW", "QUEUED", "ON_HOLD")
SENT: Final = ("BROADCAST", "CONFIRMED")
# It ended without anything having left.
GIVEN_UP: Final = ("CANCELLED", "REJECTED", "FAILED_REFUNDED")
ENDED: Final = ("CONFIRMED", *GIVEN_UP)


def the_withdrawal(ask: Ask) -> Fact[Withdrawal] | None:
    """The one that is meant: by its number, by its transaction, or the only one under way.

    None if there is no such one, and if it cannot be told which.
    """
    if ask.inputs.withdrawal:
        return ask.found(Exchange.get_withdrawal, id=ask.inputs.withdrawal)
    txid = ask.inputs.txid or None
    listed = ask.of(Exchange.list_withdrawals, ref=ask.customer, txid=txid).data
    fitting = [one for one in listed.items if txid or one.state not in ENDED]
    if len(fitting) != 1 or listed.next_cursor:
        return None
    return ask.found(Exchange.get_withdrawal, id=fitting[0].id)


def no_withdrawal(diagnoser: str) -> Found:
    """There is nothing in the way of what does not exist; the customer may choose another."""
    return Found(
        outcome="NOT_FOUND",
        said=(Said(key=f"{diagnoser}.not_found"),),
        steps=(Step(kind="choose_withdrawal"),),
        is_fine=True,
    )


def can_be_cancelled(one: Withdrawal, at: datetime) -> bool:
    """Whether it may still be stopped. What is being signed, only while the exchange says so."""
    if one.cancellable_until is not None and at >= one.cancellable_until:
        return False
    return one.state in WAITING or (one.state == "SIGNING" and one.cancellable_until is not None)


def contradicts_itself(one: Withdrawal) -> bool:
    """Whether the books have a transaction for what they say has not left."""
    return one.state in WAITING and one.txid is not None


def cancel(one: Withdrawal) -> Step:
    return Step(kind="cancel_withdrawal", arguments={"withdrawal": one.id})


def evidence_of(meant: Fact[Withdrawal]) -> dict[str, Figure]:
    """The figures of its card."""
    one = meant.data
    shown = {
        "amount": meant.amount(one.amount, one.asset),
        "network": meant.shows(one.network, "network"),
        "to": meant.shows(one.to, "place"),
    }
    if one.txid:
        shown["txid"] = meant.shows(one.txid, "place")
    return shown


def same_address(one: str, other: str) -> bool:
    """Whether both name one place. Addresses in hexadecimal are written in any case."""
    if one.startswith("0x") and other.startswith("0x"):
        return one.lower() == other.lower()
    return one == other
