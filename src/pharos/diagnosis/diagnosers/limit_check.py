"""D17: whether a withdrawal fits what may be withdrawn today."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Certainty, Missing, Step, Watch
from pharos.diagnosis.running import UNKNOWN, Found, diagnoser
from pharos.exchange.objects import AssetNetwork, Limits, Page
from pharos.exchange.port import Exchange

WORDS = {
    "left": _("Today you can still withdraw %(left)s."),
    "resets": _("The count starts again on %(resets)s."),
    "used_up": _("You have used all that you can withdraw today."),
    "tier": _("Your level allows %(daily)s a day, which is less than this."),
    "no_level": _("Your level does not allow withdrawals yet."),
    "next": _("The next level allows %(next)s a day."),
    "minimum": _("The smallest withdrawal on %(network)s is %(least)s."),
    "other_currency": _(
        "The limit is counted in %(currency)s, so we cannot tell whether this withdrawal fits it."
    ),
}
OUTCOMES = (
    "OK",
    "TIER",
    "DAILY_LEFT",
    # The other end of the scale: less than the exchange sends (B2, withdrawal, step 3).
    "BELOW_MIN",
)
EVENTS: Final = ("kyc.state", "restriction.changed")


@diagnoser("D17", "limit_check", outcomes=OUTCOMES, words=WORDS)
def limit_check(ask: Ask) -> Found:
    """The amount against today's rest and the level's limit. Currencies are never converted."""
    amount = _amount(ask)
    below = None if amount is None else _below(ask, amount)
    if below is not None:
        return below
    limits = ask.of(Exchange.get_limits, ref=ask.customer)
    if limits.data.resets_at <= ask.at:
        return _of_yesterday(limits)
    return _limited(ask, limits, amount)


def _limited(ask: Ask, limits: Fact[Limits], amount: Decimal | None) -> Found:
    if limits.data.daily <= 0:
        return _tier(limits, Said(key="D17.no_level"))
    if limits.data.left == 0 and not ask.inputs.withdrawal:
        return _wait(limits, Said(key="D17.used_up"))
    if amount is None:
        return _ok(limits)
    if ask.inputs.asset not in ("", limits.data.currency):
        return _not_comparable(limits)
    return _compared(limits, amount)


def _compared(limits: Fact[Limits], amount: Decimal) -> Found:
    if amount > limits.data.daily:
        daily = limits.amount(limits.data.daily, limits.data.currency)
        return _tier(limits, Said(key="D17.tier", figures={"daily": daily}))
    if amount > limits.data.left:
        return _wait(limits, _left(limits))
    return _ok(limits)


def _amount(ask: Ask) -> Decimal | None:
    """What the customer wants to withdraw. What is under way already has been counted."""
    if ask.inputs.withdrawal:
        return None
    try:
        amount = Decimal(ask.inputs.amount)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None


def _below(ask: Ask, amount: Decimal) -> Found | None:
    """Less than the exchange sends, if it is known on which network."""
    if not (ask.inputs.asset and ask.inputs.network):
        return None
    status = ask.of(Exchange.network_status, asset=ask.inputs.asset, network=ask.inputs.network)
    row = next(iter(status.data.items), None)
    if row is None or amount >= row.min_withdraw:
        return None
    return _too_small(status, row)


def _too_small(status: Fact[Page[AssetNetwork]], row: AssetNetwork) -> Found:
    figures = {
        "network": status.shows(row.network, "network"),
        "least": status.amount(row.min_withdraw, row.asset),
    }
    said = Said(key="D17.minimum", figures=figures)
    evidence = {"network": figures["network"]}
    return Found(outcome="BELOW_MIN", said=(said,), evidence=evidence)


def _of_yesterday(limits: Fact[Limits]) -> Found:
    """A count that should have started again is an old one."""
    missing = Missing(source=limits.source, question=limits.question, why="STALE")
    return Found(outcome=UNKNOWN, certainty=Certainty.UNKNOWN, missing=(missing,))


def _ok(limits: Fact[Limits]) -> Found:
    said = (_left(limits), _resets(limits))
    return Found(outcome="OK", said=said, evidence=_evidence(limits), is_fine=True)


def _wait(limits: Fact[Limits], first: Said) -> Found:
    return Found(
        outcome="DAILY_LEFT",
        said=(first, _resets(limits), *_next(limits)),
        evidence=_evidence(limits),
        eta=limits.shows(limits.data.resets_at),
        steps=_higher(limits),
        watch=Watch(at=limits.data.resets_at, subject=limits.arguments["ref"], events=EVENTS),
    )


def _tier(limits: Fact[Limits], first: Said) -> Found:
    return Found(
        outcome="TIER",
        said=(first, *_next(limits)),
        evidence=_evidence(limits),
        steps=_higher(limits),
    )


def _not_comparable(limits: Fact[Limits]) -> Found:
    currency = {"currency": limits.shows(limits.data.currency)}
    return Found(
        outcome=UNKNOWN,
        certainty=Certainty.UNKNOWN,
        said=(_left(limits), Said(key="D17.other_currency", figures=currency)),
        missing=(Missing(source=limits.source, question="price", why="NOT_GIVEN"),),
    )


def _left(limits: Fact[Limits]) -> Said:
    left = limits.amount(limits.data.left, limits.data.currency)
    return Said(key="D17.left", figures={"left": left})


def _resets(limits: Fact[Limits]) -> Said:
    return Said(key="D17.resets", figures={"resets": limits.shows(limits.data.resets_at)})


def _next(limits: Fact[Limits]) -> tuple[Said, ...]:
    if limits.data.next_tier_daily is None:
        return ()
    daily = limits.amount(limits.data.next_tier_daily, limits.data.currency)
    return (Said(key="D17.next", figures={"next": daily}),)


def _higher(limits: Fact[Limits]) -> tuple[Step, ...]:
    if limits.data.next_tier_code is None:
        return ()
    return (Step(kind="raise_level", arguments={"tier": limits.data.next_tier_code}),)


def _evidence(limits: Fact[Limits]) -> dict[str, Figure]:
    return {
        "left": limits.amount(limits.data.left, limits.data.currency),
        "ends": limits.shows(limits.data.resets_at),
    }
