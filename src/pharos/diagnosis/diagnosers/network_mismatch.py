"""D02: whether it was sent on the network that the address was given out for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import (
    NOT_SEEN,
    Arrival,
    arrival,
    is_self,
    meant_elsewhere,
    not_seen,
    ours,
    own_record,
    perhaps,
    weighed,
    whose,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.chains.port import Transfer
from pharos.exchange.objects import AddressMatch, AssetNetwork, RecoveryQuote
from pharos.exchange.port import Exchange

WORDS = {
    "other": _("You sent on %(sent)s, and this address was for %(expected)s."),
    "not_here": _(
        "You sent on %(sent)s, and we do not take this token there. For this address we take "
        "%(asset)s on %(expected)s."
    ),
    "unsupported": _("We do not work with %(sent)s."),
    "address": _("This address of yours is for %(expected)s, not for %(named)s."),
    "possible": _("It can be brought back."),
    "not_possible": _("It cannot be brought back."),
    "costs": _("That costs %(fee)s."),
    "takes": _("It usually takes %(span)s."),
}
# NOT_SEEN besides those of domain.md: see arrivals.py.
OUTCOMES = ("MATCH", "OTHER_SUPPORTED", "OTHER_UNSUPPORTED", NOT_SEEN)


@diagnoser("D02", "network_mismatch", outcomes=OUTCOMES, words=WORDS)
def network_mismatch(ask: Ask) -> Found:
    """Look for the transaction on every network, and for the address in the exchange's book.

    What the books have for this customer came to where it belongs, whatever was named.
    """
    if not ask.inputs.txid:
        return _by_address(ask)
    if own_record(ask) is not None:
        return Found(outcome="MATCH", is_fine=True)
    found = arrival(ask)
    if found is None:
        return not_seen(ask)
    return weighed(found, _compared(ask, found))


def _compared(ask: Ask, found: Arrival) -> Found:
    hit = ours(ask, found)
    if hit is not None:
        taken = _taken_elsewhere(ask, found, hit[0])
        if taken is None:
            return Found(outcome="MATCH", is_fine=True)
        return _not_here(ask, found, *taken)
    elsewhere = meant_elsewhere(ask, found)
    if elsewhere is None:
        return Found(outcome=NOT_SEEN, is_fine=True)
    _transfer, there = elsewhere
    sent = found.seen.shows(found.network, "network")
    expected = _place_of(there)
    said = [Said(key="D02.other", figures={"sent": sent, "expected": expected})]
    is_supported = bool(found.status.data.items)
    if not is_supported:
        said.append(Said(key="D02.unsupported", figures={"sent": sent.with_fact(found.status)}))
    outcome = "OTHER_SUPPORTED" if is_supported else "OTHER_UNSUPPORTED"
    return _with_recovery(ask, found, Found(outcome=outcome, said=tuple(said)), expected)


def _not_here(
    ask: Ask, found: Arrival, row: AssetNetwork, there: Fact[AddressMatch], listed: Fact[Any]
) -> Found:
    """The address is right there too, but this token is taken on another network only."""
    expected = listed.shows(row.network, "network").with_fact(there)
    figures = {
        "sent": found.seen.shows(found.network, "network"),
        "asset": listed.shows(row.asset),
        "expected": expected,
    }
    result = Found(outcome="OTHER_SUPPORTED", said=(Said(key="D02.not_here", figures=figures),))
    return _with_recovery(ask, found, result, expected)


def _taken_elsewhere(
    ask: Ask, found: Arrival, transfer: Transfer
) -> tuple[AssetNetwork, Fact[AddressMatch], Fact[Any]] | None:
    """Where the exchange takes what has this name, at this customer's same address.

    None where it takes it here, or something of that name here: that is for D06 to tell.
    """
    if found.row(transfer) is not None or _rows_called(found.status.data.items, transfer):
        return None
    listed = ask.of(Exchange.network_status)
    rows = _rows_called(listed.data.items, transfer)
    for row in sorted(rows, key=lambda one: one.network != ask.inputs.network):
        there = whose(ask, row.network, transfer)
        if is_self(there.data):
            return row, there, listed
    return None


def _rows_called(rows: tuple[AssetNetwork, ...], transfer: Transfer) -> list[AssetNetwork]:
    name = transfer.symbol.strip().casefold()
    return [row for row in rows if row.asset.casefold() == name]


def _place_of(there: Fact[AddressMatch]) -> Figure:
    return there.shows(there.data.network or str(there.arguments["network"]), "network")


def _with_recovery(ask: Ask, found: Arrival, result: Found, expected: Figure) -> Found:
    """Add whether it can be brought back, as far as the exchange tells. D11 tells all of it."""
    evidence = {
        "network": found.seen.shows(found.network, "network"),
        "expected": expected,
        "txid": found.seen.shows(found.transaction.txid, "place"),
    }
    quote = perhaps(
        lambda: ask.found(
            Exchange.quote_recovery, network=found.network, txid=found.transaction.txid
        )
    )
    if quote is None:
        return replace(result, evidence=evidence)
    is_possible = quote.data.mode != "NOT_POSSIBLE"
    step = Step(
        kind="request_recovery",
        who="exchange",
        arguments={"network": found.network, "txid": found.transaction.txid},
    )
    return replace(
        result,
        said=result.said + _recovery(quote),
        evidence=evidence,
        steps=(step,) if is_possible else (),
    )


def _recovery(quote: Fact[RecoveryQuote]) -> tuple[Said, ...]:
    one = quote.data
    if one.mode == "NOT_POSSIBLE":
        return (Said(key="D02.not_possible"),)
    said = [Said(key="D02.possible")]
    if one.mode == "FEE" and one.fee and one.fee_asset:
        fee = quote.amount(one.fee, one.fee_asset)
        said.append(Said(key="D02.costs", figures={"fee": fee}))
    if one.typical_seconds:
        span = quote.shows(timedelta(seconds=one.typical_seconds))
        said.append(Said(key="D02.takes", figures={"span": span}))
    return tuple(said)


def _by_address(ask: Ask) -> Found:
    """Nothing was sent yet, or it is not said what: an address, and the network it is used on."""
    inputs = ask.inputs
    if not inputs.address or not inputs.network:
        return Found(outcome=NOT_SEEN, is_fine=True)
    arguments: dict[str, Any] = {"address": inputs.address, "memo": inputs.memo or None}
    here = ask.of(Exchange.lookup_address, network=inputs.network, **arguments)
    if is_self(here.data):
        return Found(outcome="MATCH", is_fine=True)
    others = here.data.keys_on if here.data.match == "NOT_OURS" else ()
    for network in others:
        there = ask.of(Exchange.lookup_address, network=network, **arguments)
        if is_self(there.data):
            return _named_wrong(ask, here, there)
    return Found(outcome=NOT_SEEN, is_fine=True)


def _named_wrong(ask: Ask, here: Fact[AddressMatch], there: Fact[AddressMatch]) -> Found:
    status = ask.of(Exchange.network_status, network=ask.inputs.network)
    named = here.shows(str(here.arguments["network"]), "network")
    expected = _place_of(there)
    said = [Said(key="D02.address", figures={"expected": expected, "named": named})]
    if not status.data.items:
        said.append(Said(key="D02.unsupported", figures={"sent": named.with_fact(status)}))
    outcome = "OTHER_SUPPORTED" if status.data.items else "OTHER_UNSUPPORTED"
    return Found(outcome=outcome, said=tuple(said), evidence={"expected": expected})
