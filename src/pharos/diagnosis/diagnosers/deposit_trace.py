"""D01: where a deposit is, from the exchange's books first and then from the chain."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import (
    A_DAY,
    AN_HOUR,
    amount_of,
    arrival,
    disagree,
    record,
    unseen_certainty,
    weighed,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import not_given
from pharos.diagnosis.facts import Said
from pharos.diagnosis.findings import Certainty, Step, Watch
from pharos.diagnosis.recorded_deposit import of_books
from pharos.diagnosis.running import Found, diagnoser
from pharos.diagnosis.unrecorded_deposit import of_chain
from pharos.diagnosis.wallets import WALLETS
from pharos.exchange.objects import Deposit
from pharos.exchange.port import Exchange

WORDS = {
    "credited": _("%(amount)s arrived on %(when)s and is in your %(wallet)s wallet."),
    "locked": _("It can be withdrawn once it has %(unlock)s confirmations."),
    "pending": _(
        "We found your transfer of %(amount)s. It has %(have)s of %(need)s confirmations and "
        "should arrive about %(eta)s."
    ),
    "pending_open": _(
        "We found your transfer of %(amount)s. It has %(have)s of %(need)s confirmations."
    ),
    "paused": _("Deposits of %(asset)s are paused. Yours will be credited by itself afterwards."),
    "unmined": _("We found your transfer of %(amount)s. It waits for a place in a block."),
    "low_fee": _("Its network fee is low, so this may take longer. The sender may raise it."),
    "held": _("Your deposit of %(amount)s has arrived and is being checked."),
    "held_until": _("You hear from us again by %(review)s."),
    "by_hand": _(
        "Your deposit of %(amount)s has arrived, but it cannot be credited in the ordinary way. "
        "A colleague takes care of it."
    ),
    "returning": _("Your deposit of %(amount)s is being sent back to where it came from."),
    "returned": _("Your deposit of %(amount)s was sent back to where it came from."),
    "not_ours": _(
        "This transfer did not go to an address of ours, so we cannot move it. Ask whoever owns "
        "the address, or the platform that sent it."
    ),
    "not_yours": _(
        "This transfer did not go to an address of your account. If you sent it, a colleague "
        "looks into it with you."
    ),
    "hot_wallet": _(
        "Your transfer of %(amount)s went to a wallet of ours that is not meant for deposits, so "
        "nothing on it tells that it is yours. Our wallet team looks into it."
    ),
    "not_found": _(
        "No blockchain that we read knows this transaction. Ask the sending platform whether it "
        "has really been sent."
    ),
    "need_txid": _(
        "We see no such deposit yet. With the transaction ID we can look for it on the blockchain."
    ),
    "several": _("Several of your deposits fit. Tell us which one you mean."),
    "failed": _("The blockchain shows that this transfer failed. The coins never left the sender."),
    "replaced": _("This transaction was replaced by another one, %(other)s."),
    "replaced_open": _(
        "This transaction was replaced by another one. Ask the sender for the new transaction ID."
    ),
    "lag": _(
        "Your transfer is in block %(block)s. Our reader is at block %(reader)s and gets there "
        "by itself."
    ),
    "lag_until": _("That should be about %(eta)s."),
    "ours": _(
        "Your transfer of %(amount)s is complete and should have been credited. This is on our "
        "side, and our wallet team has it now."
    ),
    "partial": _(
        "The sender announced %(stated)s, and the blockchain delivered %(amount)s. Only what was "
        "delivered counts."
    ),
    "differs": _(
        "This is not the amount that you named. What counts is what the blockchain delivered; "
        "a fee may have been taken on the way."
    ),
}
OUTCOMES = (
    "CREDITED",
    "PENDING",
    "HELD",
    "NOT_OURS",
    "NOT_FOUND",
    "FAILED",
    "SCANNER_LAG",
    "READY_BUT_UNCREDITED",
    # It arrived and is not credited for a reason that D02 to D06 and D40 tell.
    "OTHER_REASON",
    # It arrived for another customer, which is all that is said; B2, "do NOT reveal whose".
    "NOT_YOURS",
    # B2: DEP.TO_HOT_WALLET. The address is ours, and no account's.
    "HOT_WALLET",
    # The deposit states REFUNDING and REFUNDED, which are no checking.
    "RETURNED",
    # B2: "dropped or replaced (RBF)". Another transaction moves the coins, so this is no failure.
    "REPLACED",
)
OVER = ("CREDITED", "CREDITED_LOCKED", "REFUNDED", "REPLACED", "FAILED")


@diagnoser("D01", "deposit_trace", outcomes=OUTCOMES, words=WORDS, codes=WALLETS)
def deposit_trace(ask: Ask) -> Found:
    """Books first: what they have is certain. Otherwise two sources of the chain must agree."""
    if not ask.inputs.txid:
        return _by_description(ask)
    booked = record(ask)
    if booked.data.match == "SELF" and booked.data.deposit is not None:
        return of_books(ask, booked, booked.data.deposit)
    found = arrival(ask)
    if booked.data.match == "OTHER" and (found is None or not found.transfers):
        raise disagree(booked, booked.source, "chain")
    if found is None:
        return _not_found(ask)
    return weighed(found, of_chain(ask, found, booked))


def _by_description(ask: Ask) -> Found:
    """No transaction is named: the one deposit in the books that fits, never one of several."""
    inputs = ask.inputs
    listed = ask.of(
        Exchange.list_deposits,
        ref=ask.customer,
        asset=inputs.asset or None,
        network=inputs.network or None,
        since=inputs.since or (inputs.at - A_DAY if inputs.at else None),
    )
    fitting = [one for one in listed.data.items if _fits(ask, one)]
    open_ones = [one for one in fitting if one.state not in OVER]
    if not _is_described(ask) or (len(fitting) > 1 and len(open_ones) == 1):
        fitting = open_ones
    if len(fitting) != 1:
        asked = not_given("txid", "D01.several" if fitting else "D01.need_txid")
        return replace(asked, steps=(Step(kind="give_txid"),))
    found = of_books(ask, listed, fitting[0])
    is_named = bool(inputs.deposit) or amount_of(ask) is not None
    if is_named and listed.data.next_cursor is None:
        return found
    return replace(found, certainty=Certainty.LIKELY)


def _is_described(ask: Ask) -> bool:
    inputs = ask.inputs
    return bool(inputs.deposit or inputs.asset or inputs.amount or inputs.at)


def _fits(ask: Ask, deposit: Deposit) -> bool:
    inputs, named = ask.inputs, amount_of(ask)
    until = inputs.until or (inputs.at + A_DAY if inputs.at else None)
    return (
        inputs.deposit in ("", deposit.id)
        and named in (None, deposit.amount)
        and (until is None or deposit.seen_at <= until)
    )


def _not_found(ask: Ask) -> Found:
    """No chain knows it. It may still be sent, so it is looked for again."""
    watch = Watch(at=ask.at + AN_HOUR, subject=ask.inputs.txid, events=("deposit.state",))
    return Found(
        outcome="NOT_FOUND",
        said=(Said(key="D01.not_found"),),
        certainty=unseen_certainty(ask),
        watch=watch,
    )
