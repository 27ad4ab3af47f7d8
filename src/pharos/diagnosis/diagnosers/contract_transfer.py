"""D04: whether the coins came straight from a sender or out of a contract."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import (
    A_DAY,
    NOT_SEEN,
    Arrival,
    arrival,
    is_self,
    not_seen,
    ours,
    own_record,
    weighed,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import task_of
from pharos.diagnosis.facts import Said
from pharos.diagnosis.outcomes import watch_for
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.chains.port import Transfer
from pharos.exchange.objects import AssetNetwork

WORDS = {
    "manual": _(
        "The %(amount)s came out of a smart contract, and our system credits those by hand. "
        "You need not send anything else."
    ),
    "not_credited": _(
        "The %(amount)s came out of a smart contract. We do not credit such transfers of "
        "%(asset)s on %(network)s."
    ),
}
OUTCOMES = (
    "DIRECT",
    "INTERNAL_SUPPORTED",
    "INTERNAL_MANUAL",
    # The contract has a third rule for them besides CREDIT and MANUAL: NO.
    "INTERNAL_NOT_CREDITED",
    # See arrivals.py.
    NOT_SEEN,
)


@diagnoser("D04", "contract_transfer", outcomes=OUTCOMES, words=WORDS)
def contract_transfer(ask: Ask) -> Found:
    """Read the transfer that came to this customer. Once it is booked, nothing is left to do."""
    found = arrival(ask)
    hit = None if found is None else ours(ask, found)
    if found is None or hit is None:
        return not_seen(ask, found)
    transfer, whose = hit
    row = found.row(transfer)
    if not transfer.internal:
        return weighed(found, Found(outcome="DIRECT", is_fine=True))
    if row is None or not is_self(whose.data):
        return not_seen(ask, found)
    return weighed(found, _internal(ask, found, transfer, row))


def _internal(ask: Ask, found: Arrival, transfer: Transfer, row: AssetNetwork) -> Found:
    is_booked = own_record(ask) is not None
    figures = {"amount": found.seen.amount(transfer.amount, row.asset)}
    evidence = found.evidence(transfer, row)
    if row.internal_tx == "CREDIT":
        return Found(outcome="INTERNAL_SUPPORTED", evidence=evidence, is_fine=True)
    if row.internal_tx == "NO":
        figures["asset"] = found.status.shows(row.asset)
        figures["network"] = found.status.shows(row.network, "network")
        said = () if is_booked else (Said(key="D04.not_credited", figures=figures),)
        return Found(
            outcome="INTERNAL_NOT_CREDITED", said=said, evidence=evidence, is_fine=is_booked
        )
    if is_booked:
        return Found(outcome="INTERNAL_MANUAL", evidence=evidence, is_fine=True)
    return Found(
        outcome="INTERNAL_MANUAL",
        said=(Said(key="D04.manual", figures=figures),),
        evidence=evidence,
        steps=(task_of("wallet"),),
        watch=watch_for(ask, found.transaction.txid, ask.at + A_DAY),
    )
