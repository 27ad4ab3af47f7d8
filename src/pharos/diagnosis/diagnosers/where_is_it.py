"""D09: in which wallet an asset is, and what keeps it there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import A_DAY, own_record
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import not_given
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.diagnosis.wallets import WALLETS
from pharos.exchange.objects import Balance, Page
from pharos.exchange.port import Exchange

WORDS = {
    "wallet": _("%(amount)s is in your %(wallet)s wallet. You can move it yourself."),
    "locked": _("%(amount)s is locked in your %(wallet)s wallet."),
    "locked_until": _("%(amount)s is locked in your %(wallet)s wallet until %(until)s."),
    "staked": _("%(amount)s is staked, so it is not in your free balance."),
    "staked_until": _("%(amount)s is staked until %(until)s."),
    "in_order": _(
        "%(amount)s in your %(wallet)s wallet is set aside for orders that are still open. It is "
        "free again when they end or you cancel them."
    ),
    "none": _("There is no %(asset)s in any of your wallets."),
    "which": _("Tell us which coin you look for."),
}
OUTCOMES = (
    "IN_SUBWALLET",
    "LOCKED_UNTIL",
    "STAKED",
    "IN_ORDER",
    # There is nothing of it, which is neither of the four.
    "NONE",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of the asset, in one wallet and one condition."""

    outcome: str
    amount: Decimal
    balance: Balance
    until: datetime | None = None


@diagnoser("D09", "where_is_it", outcomes=OUTCOMES, words=WORDS, codes=WALLETS)
def where_is_it(ask: Ask) -> Found:
    """Tell of every part of the asset, the largest first: the outcome is what that one's is.

    Where a transaction is asked about, balances say nothing of it: then this answers no question.
    """
    booked = None if ask.inputs.asset else own_record(ask)
    asset = ask.inputs.asset or (booked[1].asset if booked else "")
    if not asset:
        return not_given("asset", "D09.which")
    balances = ask.of(Exchange.get_balances, ref=ask.customer, asset=asset)
    parts = [part for one in balances.data.items for part in _parts(one, balances.as_of)]
    parts.sort(key=lambda part: part.amount, reverse=True)
    result = _told(ask, balances, parts) if parts else _none(balances)
    return replace(result, is_fine=not parts or bool(ask.inputs.txid))


def _parts(one: Balance, at: datetime) -> list[Part]:
    staked = one.staked_until is not None or one.wallet == "EARN"
    until = one.staked_until if staked else one.locked_until
    locked = Part(
        outcome="STAKED" if staked else "LOCKED_UNTIL",
        amount=one.locked,
        balance=one,
        until=until if until and until > at else None,
    )
    found = [
        Part(outcome="IN_SUBWALLET", amount=one.available, balance=one),
        locked,
        Part(outcome="IN_ORDER", amount=one.in_orders, balance=one),
    ]
    return [part for part in found if part.amount > 0]


def _told(ask: Ask, balances: Fact[Page[Balance]], parts: list[Part]) -> Found:
    first = parts[0]
    ends = [part.until for part in parts if part.until is not None]
    waits = first.outcome in ("LOCKED_UNTIL", "STAKED")
    watch = Watch(
        at=first.until or min(ends, default=ask.at + A_DAY),
        subject=ask.customer,
        events=("hold.ended",),
    )
    return Found(
        outcome=first.outcome,
        said=tuple(_said(balances, part) for part in parts),
        evidence={
            "amount": balances.amount(first.amount, first.balance.asset),
            "wallet": balances.shows(first.balance.wallet, "code"),
        },
        eta=balances.shows(first.until) if first.until else None,
        steps=_steps(first),
        watch=watch if waits else None,
    )


def _said(balances: Fact[Page[Balance]], part: Part) -> Said:
    figures = {"amount": balances.amount(part.amount, part.balance.asset)}
    if part.outcome != "STAKED":
        figures["wallet"] = balances.shows(part.balance.wallet, "code")
    key = {
        "IN_SUBWALLET": "wallet",
        "LOCKED_UNTIL": "locked",
        "STAKED": "staked",
        "IN_ORDER": "in_order",
    }[part.outcome]
    if part.until is not None:
        figures["until"] = balances.shows(part.until)
        key = f"{key}_until"
    return Said(key=f"D09.{key}", figures=figures)


def _steps(part: Part) -> tuple[Step, ...]:
    arguments = {"asset": part.balance.asset, "wallet": part.balance.wallet}
    if part.outcome == "IN_SUBWALLET":
        return (Step(kind="move_between_wallets", arguments=arguments),)
    if part.outcome == "IN_ORDER":
        return (Step(kind="see_orders", arguments=arguments),)
    return ()


def _none(balances: Fact[Page[Balance]]) -> Found:
    asset = balances.shows(str(balances.arguments["asset"]))
    return Found(outcome="NONE", said=(Said(key="D09.none", figures={"asset": asset}),))
