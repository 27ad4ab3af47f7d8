"""D24: what became of an order, from its own events and from the prices that it watched."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arithmetic import total
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import AN_HOUR, doubt, not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Certainty, Watch
from pharos.diagnosis.prices import WATCHED_WORDS, Prices, Watched, prices, reaches
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Order, OrderEvent
from pharos.exchange.port import Exchange

WORDS = {
    "which": _("Tell us the number of the order. You find it in your order history."),
    "not_found": _("We find no order with this number in your account. Please check the number."),
    "filled": _("Your %(symbol)s order over %(amount)s was filled in full on %(when)s."),
    "filled_at": _("The price was %(price)s."),
    "filled_between": _("The prices were between %(low)s and %(high)s."),
    "triggered": _("Your stop of %(stop)s was reached on %(when)s. It watched the %(watched)s."),
    "partial": _(
        "So far %(filled)s of %(amount)s of your %(symbol)s order is filled. The rest waits for "
        "your limit of %(limit)s."
    ),
    "partial_open": _(
        "So far %(filled)s of %(amount)s of your %(symbol)s order is filled. The rest is still "
        "open."
    ),
    "partial_expired": _(
        "Of your %(symbol)s order, %(filled)s of %(amount)s was filled. The rest has expired."
    ),
    "not_reached": _(
        "Your limit of %(limit)s was never reached. The best price was %(best)s on %(when)s."
    ),
    "stop_not_reached": _(
        "Your stop of %(limit)s watches the %(watched)s and was never reached. The closest price "
        "was %(best)s on %(when)s."
    ),
    "touched": _(
        "The last price touched your limit of %(limit)s on %(when)s, but did not go beyond it. "
        "Other orders at the same price may have been filled first."
    ),
    "expired": _("The order expired on %(when)s."),
    "coarse": _(
        "Our records have one price every %(step)s, and it may have been different in between."
    ),
    "holes": _("Some prices of that time are missing in our records, so we are not quite sure."),
    "rejected": _("We did not accept your %(symbol)s order from %(when)s."),
    "rejected_POST_ONLY": _(
        "It was set to wait in the order book, but it would have been filled at once."
    ),
    "rejected_REDUCE_ONLY": _(
        "It was set only to reduce your position, but it would have increased it."
    ),
    "rejected_INSUFFICIENT_BALANCE": _("Not enough of your money was free for it."),
    "rejected_MIN_AMOUNT": _("It was smaller than the smallest order of this market."),
    "rejected_MAX_AMOUNT": _("It was larger than the largest order of this market."),
    "rejected_PRICE_STEP": _("Its price does not fit the price steps of this market."),
    "rejected_AMOUNT_STEP": _("Its amount does not fit the steps of this market."),
    "rejected_PRICE_BAND": _("Its price was too far from the market price."),
    "rejected_MARKET_CLOSED": _("This market was closed at that time."),
    "rejected_DUPLICATE": _("Another order of yours had the same number already."),
    "cancelled": _("Your %(symbol)s order was cancelled on %(when)s."),
    "cancelled_CUSTOMER": _("The cancellation came from your account."),
    "cancelled_API_KEY": _("The cancellation came through one of your API keys."),
    "cancelled_LIQUIDATION": _("It was cancelled because your position was liquidated."),
    "cancelled_SELF_TRADE": _("It would have been filled by another order of yours."),
    "cancelled_TIME_IN_FORCE": _(
        "It was to be filled at once or not at all, and that was not possible."
    ),
    "cancelled_REDUCE_ONLY": _(
        "It was set only to reduce your position, and no position was left."
    ),
    "cancelled_MARGIN": _("Not enough margin was left for it."),
    "cancelled_DELISTING": _("Trading in this market ended."),
    "cancelled_MAINTENANCE": _("It was cancelled for maintenance of this market."),
    "cancelled_after": _("Before that, %(filled)s of %(amount)s was filled."),
    # Of a reason that is sealed, of an ordinary review, and of one that nobody here knows.
    "no_details": _("We cannot give details of the reason."),
}
OUTCOMES = (
    "FILLED",
    "PARTIAL",
    "NOT_REACHED",
    "REJECT",
    "CANCELLED_BY",
    # The price was exactly at the limit and went no further: others were first, perhaps.
    "TOUCHED",
    # No such order, or not this customer's.
    "NOT_FOUND",
)
TEAM: Final = "trading"


@diagnoser("D24", "order_explain", outcomes=OUTCOMES, words=WORDS, codes=WATCHED_WORDS)
def order_explain(ask: Ask) -> Found:
    """The order's own state first; prices are looked at only where it still waits, or did."""
    if not ask.inputs.order:
        return not_given("order", "D24.which")
    found = ask.found(Exchange.get_order, ref=ask.customer, id=ask.inputs.order)
    if found is None:
        return Found(outcome="NOT_FOUND", said=(Said(key="D24.not_found"),))
    order = found.data
    if any(one.amount is None or one.price is None for one in _fills(order)):
        return doubt(ask, "INCOMPLETE", found, about=order.id, team=TEAM)
    if order.id != ask.inputs.order or not _adds_up(order):
        return doubt(ask, "DISAGREE", found, about=order.id, team=TEAM)
    return _explained(ask, found)


def _explained(ask: Ask, found: Fact[Order]) -> Found:
    match found.data.state:
        case "FILLED":
            return _filled(found)
        case "REJECTED":
            return _ended(found, "REJECT", "rejected", "REJECTED")
        case "CANCELLED":
            return _ended(found, "CANCELLED_BY", "cancelled", "CANCELLED")
        case _ if found.data.filled:
            return _partial(ask, found)
        case _:
            return _waiting(ask, found)


def _adds_up(order: Order) -> bool:
    """Whether the fills come to what is filled, and that fits the state."""
    filled = total(one.amount or Decimal(0) for one in _fills(order))
    fits = {
        "FILLED": 0 < order.filled == order.amount,
        "OPEN": order.filled == 0,
        "PARTIAL": 0 < order.filled < order.amount,
        "REJECTED": order.filled == 0,
    }
    return filled == order.filled and fits.get(order.state, 0 <= order.filled < order.amount)


def _filled(found: Fact[Order]) -> Found:
    order = found.data
    figures = _figures(found) | {"when": found.shows(_fills(order)[-1].at)}
    said = [Said(key="D24.filled", figures=figures)]
    fill_prices = [one.price for one in _fills(order) if one.price is not None]
    low, high = min(fill_prices), max(fill_prices)
    if low == high:
        said.append(Said(key="D24.filled_at", figures={"price": found.shows(low)}))
    else:
        between = {"low": found.shows(low), "high": found.shows(high)}
        said.append(Said(key="D24.filled_between", figures=between))
    return Found(outcome="FILLED", said=(*_triggered(found), *said), evidence=_evidence(found))


def _partial(ask: Ask, found: Fact[Order]) -> Found:
    order, figures = found.data, _figures(found)
    if order.state == "EXPIRED":
        said = Said(key="D24.partial_expired", figures=figures)
        return Found(outcome="PARTIAL", said=(said,), evidence=_evidence(found))
    if order.price is None:
        said = Said(key="D24.partial_open", figures=figures)
    else:
        limit = found.shows(order.price)
        said = Said(key="D24.partial", figures=figures | {"limit": limit})
    return Found(
        outcome="PARTIAL",
        said=(*_triggered(found), said),
        evidence=_evidence(found),
        watch=Watch(at=ask.at + AN_HOUR, subject=order.id),
    )


def _ended(found: Fact[Order], outcome: str, key: str, kind: str) -> Found:
    """Refused or cancelled: when, why as far as it may be said, and what was filled before."""
    order = found.data
    event = _event(order, kind)
    at = event.at if event else order.ended_at or order.placed_at
    reason = f"{key}_{event.code}" if event else ""
    figures = _figures(found)
    said = [
        Said(key=f"D24.{key}", figures=figures | {"when": found.shows(at)}),
        Said(key=f"D24.{reason}" if reason in WORDS else "D24.no_details"),
    ]
    if order.filled:
        said.append(Said(key="D24.cancelled_after", figures=figures))
    return Found(outcome=outcome, said=tuple(said), evidence=_evidence(found))


def _waiting(ask: Ask, found: Fact[Order]) -> Found:
    """Open, or expired, with nothing filled: what it waited for, and what there was."""
    order = found.data
    triggered = _event(order, "TRIGGERED")
    is_stop = order.kind.startswith("STOP") and triggered is None
    at_limit = order.price if order.kind.endswith("LIMIT") else None
    limit = order.stop_price if is_stop else at_limit
    watched: Watched | None = order.trigger if is_stop else "LAST"
    if limit is None or watched is None:
        return doubt(ask, "INCOMPLETE", found, about=order.id, team=TEAM)
    since = triggered.at if triggered else order.placed_at
    until = _ended_at(order) or found.as_of
    if until < since:
        return doubt(ask, "DISAGREE", found, about=order.id, team=TEAM)
    seen = prices(ask, order.symbol, watched, since, until)
    if not seen.points:
        return doubt(ask, "INCOMPLETE", seen.fact, about=order.id, team=TEAM)
    return _against(ask, found, seen, limit, watched if is_stop else None)


def _against(
    ask: Ask, found: Fact[Order], seen: Prices, limit: Decimal, stop: Watched | None
) -> Found:
    """What the best of the prices says of an order that was not filled at all.

    A price beyond its limit, or at its stop, contradicts the books.
    """
    order = found.data
    falling = (order.side == "BUY") == (stop is None)
    best = seen.best(falling=falling)
    is_at = best.value == limit
    if reaches(best.value, limit, falling=falling) and (stop or not is_at):
        return doubt(ask, "DISAGREE", found, seen.fact, about=order.id, team=TEAM)
    figures = {
        "limit": found.shows(limit),
        "best": seen.fact.shows(best.value).with_fact(found),
        "when": seen.fact.shows(best.at),
    }
    key = "stop_not_reached" if stop else "touched" if is_at else "not_reached"
    told = figures | ({"watched": found.shows(stop, "code")} if stop else {})
    is_open = order.state == "OPEN"
    return Found(
        outcome="TOUCHED" if is_at else "NOT_REACHED",
        said=(
            *_triggered(found),
            Said(key=f"D24.{key}", figures=told),
            *_cautions(seen),
            *([] if is_open else _expired(found)),
        ),
        certainty=Certainty.CERTAIN if seen.is_complete and seen.is_fine else Certainty.LIKELY,
        evidence=_evidence(found) | {"best": figures["best"], "best_at": figures["when"]},
        watch=Watch(at=ask.at + AN_HOUR, subject=order.id) if is_open else None,
    )


def _cautions(seen: Prices) -> tuple[Said, ...]:
    """Why it is not certain that the best price that was recorded was the best that there was."""
    if not seen.is_complete:
        return (Said(key="D24.holes"),)
    if not seen.is_fine:
        return (Said(key="D24.coarse", figures={"step": seen.fact.shows(seen.step)}),)
    return ()


def _triggered(found: Fact[Order]) -> tuple[Said, ...]:
    order = found.data
    event = _event(order, "TRIGGERED")
    if event is None or order.stop_price is None or order.trigger is None:
        return ()
    figures = {
        "stop": found.shows(order.stop_price),
        "when": found.shows(event.at),
        "watched": found.shows(order.trigger, "code"),
    }
    return (Said(key="D24.triggered", figures=figures),)


def _expired(found: Fact[Order]) -> tuple[Said, ...]:
    at = _ended_at(found.data)
    return (Said(key="D24.expired", figures={"when": found.shows(at)}),) if at else ()


def _ended_at(order: Order) -> datetime | None:
    event = _event(order, "EXPIRED")
    return order.ended_at or (event.at if event else None)


def _event(order: Order, kind: str) -> OrderEvent | None:
    """The last event of this kind."""
    return next((one for one in reversed(order.events) if one.kind == kind), None)


def _fills(order: Order) -> list[OrderEvent]:
    return [one for one in order.events if one.kind == "FILL"]


def _figures(found: Fact[Order]) -> dict[str, Figure]:
    order = found.data
    return {
        "symbol": found.shows(order.symbol),
        "amount": found.shows(order.amount),
        "filled": found.shows(order.filled),
    }


def _evidence(found: Fact[Order]) -> dict[str, Figure]:
    order = found.data
    prices_of = {"limit": order.price, "stop": order.stop_price}
    return _figures(found) | {
        name: found.shows(value) for name, value in prices_of.items() if value is not None
    }
