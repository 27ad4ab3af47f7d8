"""D05: whether it was at least the smallest amount that is credited."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import (
    A_DAY,
    NOT_SEEN,
    Arrival,
    amount_of,
    arrival,
    is_proved,
    not_seen,
    ours,
    own_record,
    weighed,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import not_given
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.outcomes import watch_for
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.chains.port import Transfer
from pharos.exchange.objects import AssetNetwork
from pharos.exchange.port import Exchange

WORDS = {
    "below": _(
        "The smallest deposit of %(asset)s on %(network)s is %(least)s, and yours was %(amount)s."
    ),
    "below_named": _(
        "The smallest deposit of %(asset)s on %(network)s is %(least)s, more than what you named."
    ),
    "accumulates": _("It will count once your deposits reach %(least)s together."),
    "lost": _("It cannot be credited."),
    "which_network": _("Tell us the network: the smallest deposit is not the same on all of them."),
}
# NOT_SEEN besides those of domain.md: see arrivals.py.
OUTCOMES = ("OK", "BELOW_ACCUMULATES", "BELOW_LOST", NOT_SEEN)


@diagnoser("D05", "minimum_check", outcomes=OUTCOMES, words=WORDS, assurance=0)
def minimum_check(ask: Ask) -> Found:
    """Compare what was delivered, or what the customer named, with the published minimum.

    What the books have was enough. Of a transaction that nobody is proved for, nothing is said.
    """
    if not ask.inputs.txid or not is_proved(ask):
        return _by_name(ask)
    if own_record(ask) is not None:
        return Found(outcome="OK", is_fine=True)
    found = arrival(ask)
    hit = None if found is None else ours(ask, found)
    row = None if found is None or hit is None else found.row(hit[0])
    if found is None or hit is None or row is None:
        return not_seen(ask, found)
    return weighed(found, _delivered(ask, found, hit[0], row))


def _delivered(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    if transfer.amount >= row.min_deposit:
        return Found(outcome="OK", is_fine=True)
    figures = {
        "asset": found.status.shows(row.asset),
        "network": found.status.shows(row.network, "network"),
        "least": found.status.amount(row.min_deposit, row.asset),
        "amount": found.seen.amount(transfer.amount, row.asset),
    }
    evidence = found.evidence(transfer, row) | {"least": figures["least"]}
    below = Found(outcome="", said=(Said(key="D05.below", figures=figures),), evidence=evidence)
    return _below(ask, below, found.status, row)


def _by_name(ask: Ask) -> Found:
    """Nothing was sent yet, or it is not known what: the amount is what the customer named."""
    inputs, named = ask.inputs, amount_of(ask)
    if named is None or not inputs.asset:
        return Found(outcome=NOT_SEEN, is_fine=True)
    status = ask.of(Exchange.network_status, asset=inputs.asset, network=inputs.network or None)
    rows = status.data.items
    if not rows:
        return Found(outcome=NOT_SEEN, is_fine=True)
    too_little = [row for row in rows if named < row.min_deposit]
    if not too_little:
        return Found(outcome="OK", is_fine=True)
    if len(too_little) < len(rows) or len({row.below_min for row in rows}) > 1:
        return not_given("network", "D05.which_network")
    row = min(rows, key=lambda one: one.min_deposit)
    figures = {
        "asset": status.shows(row.asset),
        "network": status.shows(row.network, "network"),
        "least": status.amount(row.min_deposit, row.asset),
    }
    said = (Said(key="D05.below_named", figures=figures),)
    return _below(ask, Found(outcome="", said=said, evidence=figures), status, row)


def _below(ask: Ask, found: Found, status: Fact[Any], row: AssetNetwork) -> Found:
    if row.below_min == "LOST":
        said = (*found.said, Said(key="D05.lost"))
        return Found(outcome="BELOW_LOST", said=said, evidence=found.evidence)
    least = status.amount(row.min_deposit, row.asset)
    subject = ask.inputs.txid or row.network
    return Found(
        outcome="BELOW_ACCUMULATES",
        said=(*found.said, Said(key="D05.accumulates", figures={"least": least})),
        evidence=found.evidence,
        watch=watch_for(ask, subject, ask.at + A_DAY),
    )
