"""D13: what the blockchain did with a withdrawal that was sent, and who must credit it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import disagreed, task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Certainty, Missing, Step, Watch
from pharos.diagnosis.running import UNKNOWN, Found, diagnoser
from pharos.diagnosis.withdrawals import (
    GIVEN_UP,
    SENT,
    evidence_of,
    no_withdrawal,
    same_address,
    the_withdrawal,
)
from pharos.exchange.chains.port import Sighting, Transaction
from pharos.exchange.objects import Withdrawal

WORDS = {
    "unconfirmed": _("Your withdrawal of %(amount)s waits for a place in a block."),
    "sent": _("We sent it on %(since)s."),
    "low_fee": _("Others pay more for their place right now, so it may take longer."),
    "confirmed": _(
        "The blockchain confirmed your withdrawal of %(amount)s on %(when)s, in block %(block)s."
    ),
    "confirmed_plain": _("The blockchain confirmed your withdrawal of %(amount)s."),
    "receiver": _("%(receiver)s must credit it now. Show them the transaction %(txid)s."),
    "owner": _("Whoever owns the address must credit it now. Show them the transaction %(txid)s."),
    "replaced": _(
        "We sent your withdrawal of %(amount)s again in another transaction, %(other)s. Only that "
        "one counts."
    ),
    "failed": _("The blockchain shows that this transfer failed. It moved nothing."),
    "ours": _("This is on our side, and our wallet team has it now."),
    "not_sent": _("Your withdrawal of %(amount)s is not on the blockchain."),
    "not_found": _("We do not find this withdrawal in your account. Choose it from your list."),
}
OUTCOMES = (
    "UNCONFIRMED",
    "CONFIRMED",
    "REPLACED",
    # It was sent, and the chain refused it: the coins are still ours to send.
    "FAILED",
    # Nothing has left yet, or ever will; D12 tells why.
    "NOT_SENT",
    # No such withdrawal of this customer, or it cannot be told which of several is meant.
    "NOT_FOUND",
)
EVENTS: Final = ("withdrawal.state",)
A_WHILE: Final = timedelta(minutes=10)
Meant = Fact[Withdrawal]
Seen = Fact[Sighting]


@diagnoser("D13", "withdrawal_chain", outcomes=OUTCOMES, words=WORDS)
def withdrawal_chain(ask: Ask) -> Found:
    """The chain is asked, and held against what the books say was sent where."""
    meant = the_withdrawal(ask)
    if meant is None:
        return no_withdrawal("D13")
    txid = meant.data.txid
    if txid is None:
        return _without_transaction(meant)
    seen = ask.sighting(meant.data.network, txid)
    if seen.data.against:
        return disagreed(ask, seen, about=meant.data.id)
    found = _seen(ask, meant, seen)
    if found.outcome == UNKNOWN or seen.data.agreed:
        return found
    return replace(found, certainty=Certainty.LIKELY)


def _without_transaction(meant: Meant) -> Found:
    if meant.data.state not in SENT:
        return _not_sent(meant)
    missing = Missing(source=meant.source, question=meant.question, why="NO_TRANSACTION")
    return Found(outcome=UNKNOWN, certainty=Certainty.UNKNOWN, missing=(missing,))


def _seen(ask: Ask, meant: Meant, seen: Seen) -> Found:
    transaction, state = seen.data.transaction, meant.data.state
    if transaction is None:
        return _doubtful(ask, meant, seen) if state in SENT else _not_sent(meant)
    if transaction.status == "FAILED":
        return _failed(ask, meant, seen)
    if transaction.status == "REPLACED" or meant.data.replaced_by:
        return _replaced(ask, meant, seen, transaction)
    return _standing(ask, meant, seen, transaction)


def _standing(ask: Ask, meant: Meant, seen: Seen, transaction: Transaction) -> Found:
    """It is in a block or on the way there, and should be what the books say."""
    state = meant.data.state
    if state in GIVEN_UP or not _pays(transaction, meant.data):
        return _doubtful(ask, meant, seen)
    if transaction.status == "SUCCESS":
        return _confirmed(meant, seen, transaction)
    if state == "CONFIRMED":
        return _doubtful(ask, meant, seen)
    return _unconfirmed(ask, meant, transaction)


def _pays(transaction: Transaction, one: Withdrawal) -> bool:
    """Whether it brings there what the customer asked for.

    Before it is in a block, a chain may not show yet what a contract will move.
    """
    if transaction.status == "PENDING" and not transaction.transfers:
        return True
    return any(
        same_address(transfer.to, one.to)
        and one.memo in (None, transfer.memo)
        and transfer.amount in (one.amount, one.amount - one.net_fee)
        for transfer in transaction.transfers
    )


def _confirmed(meant: Meant, seen: Seen, transaction: Transaction) -> Found:
    one = meant.data
    amount = _amount(meant)
    evidence = evidence_of(meant) | {"confirmations": seen.shows(transaction.confirmations)}
    confirmed = Said(key="D13.confirmed_plain", figures={"amount": amount})
    if transaction.height is not None and transaction.block_at is not None:
        evidence["block"] = seen.shows(transaction.height)
        figures = {
            "amount": amount,
            "when": seen.shows(transaction.block_at),
            "block": evidence["block"],
        }
        confirmed = Said(key="D13.confirmed", figures=figures)
    txid = {"txid": seen.shows(transaction.txid, "place")}
    credit = Said(key="D13.owner", figures=txid)
    if one.receiver:
        credit = Said(key="D13.receiver", figures={"receiver": meant.shows(one.receiver)} | txid)
    return Found(
        outcome="CONFIRMED",
        said=(confirmed, credit),
        evidence=evidence,
        steps=(_show(one.network, transaction.txid),),
    )


def _unconfirmed(ask: Ask, meant: Meant, transaction: Transaction) -> Found:
    said = [Said(key="D13.unconfirmed", figures={"amount": _amount(meant)})]
    if meant.data.state == "BROADCAST":
        since = meant.shows(meant.data.state_since)
        said.append(Said(key="D13.sent", figures={"since": since}))
    steps = [_show(meant.data.network, transaction.txid)]
    if transaction.low_fee:
        said.append(Said(key="D13.low_fee"))
        steps.append(_wallet_task())
    return Found(
        outcome="UNCONFIRMED",
        said=tuple(said),
        evidence=evidence_of(meant),
        steps=tuple(steps),
        watch=_watch(ask, meant),
    )


def _replaced(ask: Ask, meant: Meant, seen: Seen, transaction: Transaction) -> Found:
    """The one that took its place counts, if the chain knows it and it pays the same."""
    told = {transaction.replaced_by, meant.data.replaced_by} - {None}
    if transaction.status != "REPLACED" or len(told) != 1 or meant.data.state in GIVEN_UP:
        return _doubtful(ask, meant, seen)
    other = ask.sighting(meant.data.network, str(told.pop()))
    after = other.data.transaction
    if other.data.against or after is None or after.status in ("FAILED", "REPLACED"):
        return _doubtful(ask, meant, other)
    if not _pays(after, meant.data):
        return _doubtful(ask, meant, other)
    figure = other.shows(after.txid, "place").with_fact(seen)
    figures = {"amount": _amount(meant), "other": figure}
    return Found(
        outcome="REPLACED",
        said=(Said(key="D13.replaced", figures=figures),),
        certainty=Certainty.CERTAIN if other.data.agreed else Certainty.LIKELY,
        evidence=evidence_of(meant) | {"txid": figure},
        steps=(_show(meant.data.network, after.txid),),
        watch=_watch(ask, meant) if after.status == "PENDING" else None,
    )


def _failed(ask: Ask, meant: Meant, seen: Seen) -> Found:
    """Refused by the chain. Who has given the money back is done; otherwise it is our task."""
    if meant.data.state == "CONFIRMED":
        return _doubtful(ask, meant, seen)
    failed = Said(key="D13.failed")
    if meant.data.state in GIVEN_UP:
        return Found(outcome="FAILED", said=(failed,), evidence=evidence_of(meant))
    return Found(
        outcome="FAILED",
        said=(failed, Said(key="D13.ours")),
        evidence=evidence_of(meant),
        steps=(_wallet_task(),),
        watch=_watch(ask, meant),
    )


def _not_sent(meant: Meant) -> Found:
    said = Said(key="D13.not_sent", figures={"amount": _amount(meant)})
    return Found(outcome="NOT_SENT", said=(said,), evidence=evidence_of(meant), is_fine=True)


def _doubtful(ask: Ask, meant: Meant, seen: Seen) -> Found:
    """The books and the chain tell different stories: staff look, and nobody guesses."""
    return disagreed(ask, meant, seen, about=meant.data.id, team="wallet")


def _amount(meant: Meant) -> Figure:
    return meant.amount(meant.data.amount, meant.data.asset)


def _show(network: str, txid: str) -> Step:
    return Step(kind="show_transaction", arguments={"network": network, "txid": txid})


def _wallet_task() -> Step:
    return task_of("wallet")


def _watch(ask: Ask, meant: Meant) -> Watch:
    return Watch(at=ask.at + A_WHILE, subject=meant.data.id, events=EVENTS)
