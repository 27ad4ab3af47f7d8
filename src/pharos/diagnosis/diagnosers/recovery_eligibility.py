"""D11: whether what went astray can be brought back, to where, for how much."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import (
    A_DAY,
    NOT_SEEN,
    Arrival,
    arrival,
    is_astray,
    not_seen,
    ours,
    own_record,
    record,
    weighed,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Step
from pharos.diagnosis.outcomes import watch_for
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import AddressMatch, RecoveryQuote
from pharos.exchange.port import Exchange

WORDS = {
    "auto": _("It goes back by itself. You need not do anything."),
    "auto_to": _("It goes back to %(to)s by itself. You need not do anything."),
    "fee": _("We can return it. The fee is %(fee)s. Do you agree?"),
    "fee_to": _("We can return it to %(to)s. The fee is %(fee)s. Do you agree?"),
    "fee_later": _("We can return it for a fee. A colleague tells you how much before you agree."),
    "free": _("We can return it for no fee. Do you agree?"),
    "manual": _("A colleague has to look at this one by hand before we can say."),
    "takes": _("It usually takes %(span)s."),
    "not_possible": _("It cannot be brought back."),
    "because": _("It cannot be brought back: %(reason)s."),
    "closed": _("It cannot be brought back now. We cannot give details."),
}
# Reasons that may be said. Any other one is told as the neutral `closed`.
REASONS = {
    "NOT_OUR_ADDRESS": _("the address is not one of ours"),
    "NO_KEY": _("we hold no key for this address on that network"),
    "BELOW_COST": _("the amount is smaller than what it costs to send it"),
    "UNSUPPORTED_TOKEN": _("this token cannot be moved with our systems"),
    "UNSUPPORTED_NETWORK": _("we cannot send on that network"),
    "NOT_PROVED": _("it is not proved who sent it"),
    "TOO_OLD": _("the time for asking is over"),
}
OUTCOMES = (
    "AUTO",
    "FEE",
    "MANUAL",
    "NOT_POSSIBLE",
    # It is booked, or on its ordinary way: there is nothing to bring back.
    "NOT_NEEDED",
    # See arrivals.py.
    NOT_SEEN,
)


@diagnoser("D11", "recovery_eligibility", outcomes=OUTCOMES, words=WORDS, codes=REASONS)
def recovery_eligibility(ask: Ask) -> Found:
    """Ask for the exchange's word, and only about what is in a block and not on its way here."""
    if own_record(ask) is not None:
        return Found(outcome="NOT_NEEDED", is_fine=True)
    found = arrival(ask)
    if found is None or not found.transfers:
        return not_seen(ask, found)
    hit = ours(ask, found)
    if record(ask).data.match == "OTHER" or (hit and _is_anothers(hit[1].data)):
        return not_seen(ask, found)
    is_pending = found.transaction.status == "PENDING"
    if is_pending or (hit and not is_astray(ask, found, hit[0], hit[1].data)):
        return weighed(found, Found(outcome="NOT_NEEDED", is_fine=True))
    network, txid = found.network, found.transaction.txid
    quote = ask.found(Exchange.quote_recovery, network=network, txid=txid)
    if quote is None:
        return not_seen(ask, found)
    return weighed(found, _quoted(ask, found, quote))


def _is_anothers(match: AddressMatch) -> bool:
    """What came for another customer is theirs to ask about."""
    return match.match == "OTHER" and not match.memo_required


def _quoted(ask: Ask, found: Arrival, quote: Fact[RecoveryQuote]) -> Found:
    match quote.data.mode:
        case "AUTO":
            return _auto(ask, found, quote)
        case "FEE":
            return _fee(found, quote)
        case "MANUAL":
            return _manual(ask, found, quote)
        case _:
            return _not_possible(quote)


def _auto(ask: Ask, found: Arrival, quote: Fact[RecoveryQuote]) -> Found:
    to = quote.data.refund_to
    first = Said(key="D11.auto")
    if to:
        first = Said(key="D11.auto_to", figures={"to": quote.shows(to, "place")})
    seconds = quote.data.typical_seconds
    at = ask.at + timedelta(seconds=seconds) if seconds else ask.at + A_DAY
    return Found(
        outcome="AUTO",
        said=(first, *_takes(quote)),
        eta=quote.shows(at) if seconds else None,
        watch=watch_for(ask, found.transaction.txid, at),
    )


def _fee(found: Arrival, quote: Fact[RecoveryQuote]) -> Found:
    one = quote.data
    evidence = {}
    if one.fee is None or not one.fee_asset:
        first = Said(key="D11.fee_later")
    elif not one.fee:
        first = Said(key="D11.free")
    else:
        figures = {"fee": quote.amount(one.fee, one.fee_asset)}
        if one.refund_to:
            figures["to"] = quote.shows(one.refund_to, "place")
        first = Said(key="D11.fee_to" if one.refund_to else "D11.fee", figures=figures)
        evidence = figures
    return Found(
        outcome="FEE",
        said=(first, *_takes(quote)),
        evidence=evidence,
        steps=(_request(found),),
    )


def _manual(ask: Ask, found: Arrival, quote: Fact[RecoveryQuote]) -> Found:
    return Found(
        outcome="MANUAL",
        said=(Said(key="D11.manual"), *_takes(quote)),
        steps=(_request(found),),
        watch=watch_for(ask, found.transaction.txid, ask.at + A_DAY),
    )


def _not_possible(quote: Fact[RecoveryQuote]) -> Found:
    """Say why where that may be said. A sealed reason and an unknown one look the same."""
    reason = quote.data.reason
    if reason is None:
        return Found(outcome="NOT_POSSIBLE", said=(Said(key="D11.not_possible"),))
    if reason not in REASONS:
        said = Said(key="D11.closed")
        return Found(outcome="NOT_POSSIBLE", said=(said,), disclosure="GENERIC")
    figures = {"reason": quote.shows(reason, "code")}
    return Found(outcome="NOT_POSSIBLE", said=(Said(key="D11.because", figures=figures),))


def _takes(quote: Fact[RecoveryQuote]) -> tuple[Said, ...]:
    if not quote.data.typical_seconds:
        return ()
    span = quote.shows(timedelta(seconds=quote.data.typical_seconds))
    return (Said(key="D11.takes", figures={"span": span}),)


def _request(found: Arrival) -> Step:
    arguments = {"network": found.network, "txid": found.transaction.txid}
    return Step(kind="request_recovery", who="exchange", arguments=arguments)
