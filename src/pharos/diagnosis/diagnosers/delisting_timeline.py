"""D38: until when an asset can be traded, deposited and withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import disagreed, doubt, not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import AssetNetwork, Delisting, Page
from pharos.exchange.port import Exchange

WORDS = {
    "trading_ends": _("Trading of %(asset)s ends on %(when)s."),
    "trading_ended": _("Trading of %(asset)s ended on %(when)s."),
    "deposits_end": _("Deposits of %(asset)s on %(network)s end on %(when)s."),
    "deposits_ended": _("Deposits of %(asset)s on %(network)s ended on %(when)s."),
    "withdraw_before": _("Withdraw your %(asset)s on %(network)s before %(when)s."),
    "withdraw_ended": _("Withdrawals of %(asset)s on %(network)s ended on %(when)s."),
    "none": _("No end is planned for %(asset)s."),
    "not_listed": _("This asset is not one of those that we list."),
    "which_asset": _("Tell us which asset you mean."),
}
OUTCOMES = (
    "DATES",
    # Nothing of it ends.
    "NONE",
    # The exchange does not have it, so there is nothing to end.
    "NOT_LISTED",
)
EVENTS: Final = ("asset_network.status",)
Status = Fact[Page[AssetNetwork]]


@diagnoser("D38", "delisting_timeline", outcomes=OUTCOMES, words=WORDS, assurance=0)
def delisting_timeline(ask: Ask) -> Found:
    """All dates of the asset, on the network that was named or on all of its networks."""
    if not ask.inputs.asset:
        return not_given("asset", "D38.which_asset")
    status = ask.of(
        Exchange.network_status,
        asset=ask.inputs.asset,
        network=ask.inputs.network or None,
    )
    if status.data.next_cursor:
        return doubt(ask, "INCOMPLETE", status, about=ask.inputs.asset, team="listing")
    rows = status.data.items
    if not rows:
        return Found(outcome="NOT_LISTED", said=(Said(key="D38.not_listed"),), is_fine=True)
    ending = [(row, row.delisting) for row in rows if row.delisting is not None]
    if not ending:
        said = Said(key="D38.none", figures={"asset": status.shows(rows[0].asset)})
        return Found(outcome="NONE", said=(said,), is_fine=True)
    if len({dates.trade_end for _row, dates in ending}) > 1:
        return disagreed(ask, status, about=rows[0].network, team="listing")
    return _dates(ask, status, ending)


def _dates(ask: Ask, status: Status, ending: list[tuple[AssetNetwork, Delisting]]) -> Found:
    ahead = sorted(
        (at, row.network)
        for row, dates in ending
        for at in (dates.trade_end, dates.deposit_end, dates.withdraw_end)
        if at > ask.at
    )
    said = [_trading(ask, status, *ending[0])]
    for row, dates in ending:
        said += _moving(ask, status, row, dates)
    return Found(
        outcome="DATES",
        said=tuple(said),
        evidence={"ends": status.shows(max(dates.withdraw_end for _row, dates in ending))},
        watch=Watch(at=ahead[0][0], subject=ahead[0][1], events=EVENTS) if ahead else None,
    )


def _trading(ask: Ask, status: Status, row: AssetNetwork, dates: Delisting) -> Said:
    key = "trading_ends" if dates.trade_end > ask.at else "trading_ended"
    figures = {"asset": status.shows(row.asset), "when": status.shows(dates.trade_end)}
    return Said(key=f"D38.{key}", figures=figures)


def _moving(ask: Ask, status: Status, row: AssetNetwork, dates: Delisting) -> list[Said]:
    """What is over on the instant is over."""
    deposits = "deposits_end" if dates.deposit_end > ask.at else "deposits_ended"
    withdrawals = "withdraw_before" if dates.withdraw_end > ask.at else "withdraw_ended"
    return [
        Said(key=f"D38.{deposits}", figures=_figures(status, row, dates.deposit_end)),
        Said(key=f"D38.{withdrawals}", figures=_figures(status, row, dates.withdraw_end)),
    ]


def _figures(status: Status, row: AssetNetwork, when: datetime) -> dict[str, Figure]:
    return {
        "asset": status.shows(row.asset),
        "network": status.shows(row.network, "network"),
        "when": status.shows(when),
    }
