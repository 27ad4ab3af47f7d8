"""D26: how a fee came about, checked to the last digit before it is said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arithmetic import product
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import doubt, not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import FeeLine
from pharos.exchange.port import Exchange

WORDS = {
    "which": _("Tell us the number of the trade or withdrawal. You find it in your history."),
    "not_found": _("We find no fee under this number in your account. Please check the number."),
    "breakdown": _("The fee of %(fee)s is %(percent)s%% of %(base)s."),
    "rebate": _("You were paid %(rebate)s for this trade: %(percent)s%% of %(base)s."),
    "free": _("There was no fee on %(base)s."),
    "tier": _("Your tier was %(tier)s, since %(since)s."),
    "maker": _("Your order waited in the order book, so the rate for makers applied."),
    "taker": _("Your order was filled at once, so the rate for takers applied."),
    "discount": _("Your discount is in this rate already."),
}
OUTCOMES = (
    "BREAKDOWN",
    # No such trade or withdrawal, or not this customer's.
    "NOT_FOUND",
)
TEAM: Final = "general"


@diagnoser("D26", "fee_explain", outcomes=OUTCOMES, words=WORDS)
def fee_explain(ask: Ask) -> Found:
    """Say the fee's parts if their product is the fee, exactly. Otherwise say nothing of it."""
    wanted = ask.inputs.order or ask.inputs.withdrawal or ask.inputs.reference
    if not wanted:
        return not_given("order", "D26.which")
    found = ask.found(Exchange.explain_fee, ref=ask.customer, id=wanted)
    if found is None:
        return Found(outcome="NOT_FOUND", said=(Said(key="D26.not_found"),))
    line = found.data
    if line.ref != wanted or product(line.rate, line.base) != line.fee:
        return doubt(ask, "DISAGREE", found, about=wanted, team=TEAM)
    against = _withdrawal_says_otherwise(ask, line)
    if against is not None:
        return doubt(ask, "DISAGREE", found, against, about=wanted, team=TEAM)
    return _breakdown(found)


def _withdrawal_says_otherwise(ask: Ask, line: FeeLine) -> Fact[Any] | None:
    """The withdrawal's own record, if that tells of another fee."""
    if line.kind != "WITHDRAWAL":
        return None
    own = ask.found(Exchange.get_withdrawal, id=line.ref)
    is_other = own is not None and (own.data.net_fee, own.data.asset) != (line.fee, line.asset)
    return own if is_other else None


def _breakdown(found: Fact[FeeLine]) -> Found:
    line, figures = found.data, _figures(found)
    key = "breakdown" if line.fee > 0 else "rebate" if line.fee < 0 else "free"
    tier = {"tier": found.shows(line.tier), "since": found.shows(line.tier_since)}
    said = [Said(key=f"D26.{key}", figures=figures)]
    if line.role and line.fee:
        said.append(Said(key=f"D26.{line.role.lower()}"))
    if line.discount:
        said.append(Said(key="D26.discount"))
    said.append(Said(key="D26.tier", figures=tier))
    return Found(outcome="BREAKDOWN", said=tuple(said), evidence=figures | tier)


def _figures(found: Fact[FeeLine]) -> dict[str, Figure]:
    line = found.data
    return {
        "fee": found.amount(line.fee, line.asset),
        "rebate": found.amount(line.fee.copy_abs(), line.asset),
        "percent": found.shows(product(line.rate.copy_abs(), Decimal(100))),
        "base": found.amount(line.base, line.asset),
    }
