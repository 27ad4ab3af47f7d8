"""D10: how far the exchange's reader of a chain is behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import NOT_SEEN, arrival, blocks_take, not_seen, weighed
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.outcomes import watch_for
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import AssetNetwork
from pharos.exchange.port import Exchange

WORDS = {
    "transfer": _(
        "Our reader is at block %(reader)s; your transfer is in block %(block)s. It gets there "
        "about %(eta)s."
    ),
    "network": _(
        "Our reader of %(network)s is at block %(reader)s; the blockchain is at block %(block)s. "
        "It catches up about %(eta)s."
    ),
}
# NOT_SEEN besides those of domain.md: see arrivals.py.
OUTCOMES = ("LAG", "OK", NOT_SEEN)
# A reader is always this much behind: it waits until a block is whole and known to its nodes.
USUAL_BLOCKS = 3


@diagnoser("D10", "scanner_lag", outcomes=OUTCOMES, words=WORDS, assurance=0)
def scanner_lag(ask: Ask) -> Found:
    """Compare the reader with the block of the transfer; without one, with the newest block."""
    if not ask.inputs.txid:
        return _of_network(ask)
    found = arrival(ask)
    is_in_block = found is not None and found.transaction.status == "SUCCESS"
    height = found.transaction.height if found is not None and is_in_block else None
    row = None if found is None else _slowest(found.status)
    if found is None or height is None or row is None:
        return not_seen(ask, found)
    behind = height - row.scanner_height
    if behind <= 0:
        return weighed(found, Found(outcome="OK", is_fine=True))
    at = blocks_take(behind, row, found.status.as_of)
    figures = {
        "reader": found.status.shows(row.scanner_height),
        "block": found.seen.shows(height),
        "eta": found.status.shows(at).with_fact(found.seen),
    }
    return weighed(found, _lag(ask, "D10.transfer", figures, found.transaction.txid, at - ask.at))


def _of_network(ask: Ask) -> Found:
    if not ask.inputs.network:
        return Found(outcome=NOT_SEEN, is_fine=True)
    status = ask.of(Exchange.network_status, network=ask.inputs.network)
    row = _slowest(status)
    if row is None:
        return Found(outcome=NOT_SEEN, is_fine=True)
    tip = ask.tip(ask.inputs.network)
    behind = tip.data.height - row.scanner_height
    if behind <= USUAL_BLOCKS:
        return Found(outcome="OK", is_fine=True)
    at = blocks_take(behind, row, status.as_of)
    figures = {
        "network": status.shows(row.network, "network"),
        "reader": status.shows(row.scanner_height),
        "block": tip.shows(tip.data.height),
        "eta": status.shows(at).with_fact(tip),
    }
    return _lag(ask, "D10.network", figures, row.network, at - ask.at)


def _lag(ask: Ask, key: str, figures: dict[str, Figure], subject: str, after: timedelta) -> Found:
    return Found(
        outcome="LAG",
        said=(Said(key=key, figures=figures),),
        evidence=figures,
        eta=figures["eta"],
        watch=watch_for(ask, subject, ask.at + after),
    )


def _slowest(status: Fact[Any]) -> AssetNetwork | None:
    """The row of the network whose reader is furthest behind; they mostly share one."""
    return min(status.data.items, key=lambda row: row.scanner_height, default=None)
