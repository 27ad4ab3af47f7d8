"""D37: how a balance came about, line by line, or where the books do not add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arithmetic import total
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import AN_HOUR, doubt, not_given, task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Balance, LedgerLine, Page
from pharos.exchange.port import Exchange

WORDS = {
    "which": _("Tell us which coin or currency it is about."),
    "explained": _(
        "Between %(since)s and %(until)s your balance went from %(opening)s to %(closing)s."
    ),
    "nothing": _("Between %(since)s and %(until)s nothing changed your balance of %(asset)s."),
    "sum_DEPOSIT": _("Deposits: %(sum)s."),
    "sum_WITHDRAWAL": _("Withdrawals: %(sum)s."),
    "sum_TRADE": _("Trades: %(sum)s."),
    "sum_FEE": _("Fees: %(sum)s."),
    "sum_TRANSFER": _("Transfers: %(sum)s."),
    "sum_REWARD": _("Rewards: %(sum)s."),
    "sum_LIQUIDATION": _("Liquidations: %(sum)s."),
    "sum_REFUND": _("Refunds: %(sum)s."),
    "sum_FUNDING": _("Funding payments: %(sum)s."),
    "sum_ADJUSTMENT": _("Corrections: %(sum)s."),
    "now": _("This is what your account holds now."),
    "gap": _(
        "Our books do not add up on %(when)s: they had %(before)s, and a change of %(change)s "
        "makes %(expected)s, but they say %(booked)s."
    ),
    "gap_now": _("Our books came to %(booked)s on %(when)s, but your account holds %(held)s."),
    "ours": _("This is on our side. Our staff look into it now."),
}
OUTCOMES = ("EXPLAINED", "GAP")
TEAM: Final = "funds"
LOOK_BACK: Final = timedelta(days=30)


@diagnoser("D37", "ledger_explain", outcomes=OUTCOMES, words=WORDS)
def ledger_explain(ask: Ask) -> Found:
    """Explained is what adds up to the last digit: each line with the next, the last with today."""
    asset = ask.inputs.asset
    if not asset:
        return not_given("asset", "D37.which")
    until = ask.inputs.until or ask.at
    since = ask.inputs.since or until - LOOK_BACK
    booked = ask.of(Exchange.list_ledger, ref=ask.customer, asset=asset, since=since, until=until)
    if booked.data.next_cursor:
        return doubt(ask, "INCOMPLETE", booked, about=asset, team=TEAM)
    lines = _oldest_first(booked.data.items)
    for earlier, later in pairwise(lines):
        if total((earlier.balance, later.amount)) != later.balance:
            return _gap(ask, booked, earlier, later)
    if until < ask.at:
        return _explained(booked, lines)
    return _with_today(ask, booked, lines)


def _oldest_first(lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """By time. Lines of one instant stay in the order that they came in, turned round with all."""
    is_turned = len(lines) > 1 and lines[0].at > lines[-1].at
    return sorted(reversed(lines) if is_turned else lines, key=lambda line: line.at)


def _with_today(ask: Ask, booked: Fact[Page[LedgerLine]], lines: list[LedgerLine]) -> Found:
    """The period reaches until now: the last line must be what the account holds."""
    held = ask.of(Exchange.get_balances, ref=ask.customer, asset=ask.inputs.asset)
    if held.data.next_cursor:
        return doubt(ask, "INCOMPLETE", held, about=ask.inputs.asset, team=TEAM)
    found = _explained(booked, lines)
    if not lines:
        return found
    holds = _held(held)
    if holds == lines[-1].balance:
        return replace(found, said=(*found.said, Said(key="D37.now")))
    if held.as_of != booked.as_of:
        # Something may have been booked between the two answers.
        return doubt(ask, "DISAGREE", booked, held, about=ask.inputs.asset, team=TEAM)
    figures = {
        "booked": booked.amount(lines[-1].balance, ask.inputs.asset),
        "when": booked.shows(lines[-1].at),
        "held": held.amount(holds, ask.inputs.asset),
    }
    return _found_gap(ask, Said(key="D37.gap_now", figures=figures))


def _held(held: Fact[Page[Balance]]) -> Decimal:
    """What there is of it in all wallets: free, in orders and locked."""
    return total(
        part for one in held.data.items for part in (one.available, one.in_orders, one.locked)
    )


def _explained(booked: Fact[Page[LedgerLine]], lines: list[LedgerLine]) -> Found:
    asset = str(booked.arguments["asset"])
    period = {name: booked.shows(booked.arguments[name]) for name in ("since", "until")}
    if not lines:
        said = Said(key="D37.nothing", figures=period | {"asset": booked.shows(asset)})
        return Found(outcome="EXPLAINED", said=(said,), evidence=period)
    opening = total((lines[0].balance, lines[0].amount.copy_negate()))
    figures = period | {
        "opening": booked.amount(opening, asset),
        "closing": booked.amount(lines[-1].balance, asset),
    }
    return Found(
        outcome="EXPLAINED",
        said=(Said(key="D37.explained", figures=figures), *_sums(booked, lines, asset)),
        evidence=figures,
    )


def _sums(booked: Fact[Page[LedgerLine]], lines: list[LedgerLine], asset: str) -> list[Said]:
    """One sentence for each kind of line, in the order in which the kinds first came."""
    kinds = dict.fromkeys(line.kind for line in lines)
    return [
        Said(key=f"D37.sum_{kind}", figures={"sum": booked.amount(_sum(lines, kind), asset)})
        for kind in kinds
    ]


def _sum(lines: list[LedgerLine], kind: str) -> Decimal:
    return total(line.amount for line in lines if line.kind == kind)


def _gap(ask: Ask, booked: Fact[Page[LedgerLine]], earlier: LedgerLine, later: LedgerLine) -> Found:
    asset = ask.inputs.asset
    figures: dict[str, Figure] = {
        "when": booked.shows(later.at),
        "before": booked.amount(earlier.balance, asset),
        "change": booked.amount(later.amount, asset),
        "expected": booked.amount(total((earlier.balance, later.amount)), asset),
        "booked": booked.amount(later.balance, asset),
    }
    return _found_gap(ask, Said(key="D37.gap", figures=figures))


def _found_gap(ask: Ask, said: Said) -> Found:
    return Found(
        outcome="GAP",
        said=(said, Said(key="D37.ours")),
        evidence=said.figures,
        steps=(task_of(TEAM),),
        watch=Watch(at=ask.at + AN_HOUR, subject=ask.inputs.asset),
    )
