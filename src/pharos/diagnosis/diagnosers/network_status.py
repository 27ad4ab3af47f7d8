"""D07: whether an asset can move on a network now; since when not, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.areas import area_of
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import disagreed, doubt, not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Certainty, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.chains.port import Tip
from pharos.exchange.objects import AssetNetwork, Page
from pharos.exchange.port import Exchange

WORDS = {
    "open": _("Deposits and withdrawals of %(asset)s on %(network)s are open."),
    "deposit_open": _("Deposits of %(asset)s on %(network)s are open."),
    "withdraw_open": _("Withdrawals of %(asset)s on %(network)s are open."),
    "deposit_paused": _("Deposits of %(asset)s on %(network)s are paused."),
    "deposit_paused_since": _("Deposits of %(asset)s on %(network)s are paused since %(since)s."),
    "withdraw_paused": _("Withdrawals of %(asset)s on %(network)s are paused."),
    "withdraw_paused_since": _(
        "Withdrawals of %(asset)s on %(network)s are paused since %(since)s."
    ),
    "deposit_closed": _("Deposits of %(asset)s on %(network)s are closed and will not reopen."),
    "deposit_closed_since": _(
        "Deposits of %(asset)s on %(network)s are closed since %(since)s and will not reopen."
    ),
    "withdraw_closed": _("Withdrawals of %(asset)s on %(network)s are closed and will not reopen."),
    "withdraw_closed_since": _(
        "Withdrawals of %(asset)s on %(network)s are closed since %(since)s and will not reopen."
    ),
    "maintenance": _("The reason is maintenance."),
    "upgrade": _("The reason is an upgrade of the network."),
    "trouble": _("The reason is a problem of the network itself."),
    "delisted": _("The reason is that we stop offering this."),
    "until": _("They are expected to open again on %(until)s."),
    "overdue": _("They were expected to open again on %(until)s. There is no newer time yet."),
    "no_time": _("There is no time yet for when they open again."),
    "after": _("What you have sent already is credited by itself afterwards."),
    "lag": _(
        "Our reader of %(network)s is behind by %(lag)s blocks. Deposits arrive later than usual "
        "and are credited by themselves."
    ),
    "still": _(
        "%(network)s has made no new block since %(since)s. Transfers wait until it goes on."
    ),
    "not_listed": _("We do not offer this asset on this network."),
    "which_asset": _("Tell us which asset you mean."),
    "which_network": _("Tell us which network you mean."),
}
OUTCOMES = (
    "OPEN",
    "DEPOSIT_PAUSED",
    "WDR_PAUSED",
    "DELAYED",
    # Shut for good: nothing opens again and nothing is credited afterwards.
    "CLOSED",
    # The exchange does not have this asset on this network.
    "NOT_LISTED",
)
# What may be said of the reason; any other is not said.
REASONS: Final = {
    "MAINTENANCE": "maintenance",
    "NETWORK_UPGRADE": "upgrade",
    "NETWORK_TROUBLE": "trouble",
    "DELISTED": "delisted",
}
EVENTS: Final = ("asset_network.status",)
AN_HOUR: Final = timedelta(hours=1)
A_WHILE: Final = timedelta(minutes=10)
# A reader is never quite at the tip: it lags from so many blocks and so much time on.
LAG_BLOCKS, LAG_SECONDS = 2, 120
# Blocks do not come like a clock. After so many missing ones, and so much time, a chain stands.
STILL_BLOCKS, STILL_SECONDS = 12, 300
# How many blocks the exchange's node may be ahead of ours.
BLOCKS_APART: Final = 3

Direction = Literal["deposit", "withdraw"]
Status = Fact[Page[AssetNetwork]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One asset on one network, and which of its two directions matter here."""

    status: Status
    row: AssetNetwork
    directions: tuple[Direction, ...]

    def shut(self, gate: str) -> tuple[Direction, ...]:
        return tuple(one for one in self.directions if getattr(self.row, one) == gate)


@diagnoser("D07", "network_status", outcomes=OUTCOMES, words=WORDS, assurance=0)
def network_status(ask: Ask) -> Found:
    """Gates by the exchange's books, then the heights. Only the direction of concern matters."""
    if not ask.inputs.asset:
        return not_given("asset", "D07.which_asset")
    status = ask.of(
        Exchange.network_status,
        asset=ask.inputs.asset,
        network=ask.inputs.network or None,
    )
    if status.data.next_cursor:
        return doubt(ask, "INCOMPLETE", status, about=ask.inputs.asset, team="wallet")
    rows = [Row(status=status, row=row, directions=_directions(ask)) for row in status.data.items]
    if not rows:
        return Found(outcome="NOT_LISTED", said=(Said(key="D07.not_listed"),))
    if len(rows) == 1:
        return _looked_at(ask, rows[0])
    found = [_looked_at(ask, row) for row in rows]
    if all(one.outcome == "OPEN" for one in found):
        return Found(outcome="OPEN", said=sum((one.said for one in found), ()), is_fine=True)
    return not_given("network", "D07.which_network")


def _directions(ask: Ask) -> tuple[Direction, ...]:
    match area_of(ask.inputs):
        case "DEPOSIT":
            return ("deposit",)
        case "WITHDRAWAL":
            return ("withdraw",)
        case _:
            return ("deposit", "withdraw")


def _looked_at(ask: Ask, row: Row) -> Found:
    if row.shut("PAUSED"):
        return _paused(ask, row)
    if row.shut("CLOSED"):
        return _closed(row)
    tip = ask.tip(row.row.network) if row.row.network in ask.networks().data else None
    if tip is not None and _is_ahead(row, tip):
        return disagreed(ask, row.status, tip, about=row.row.network, team="wallet")
    if tip is not None and _stands(row, tip):
        return _still(ask, row, tip)
    if "deposit" in row.directions and _lags(row, tip):
        return _lagging(ask, row, tip)
    return _open(row)


def _open(row: Row) -> Found:
    key = "open" if len(row.directions) > 1 else f"{row.directions[0]}_open"
    said = (Said(key=f"D07.{key}", figures=_names(row)),)
    return Found(outcome="OPEN", said=said, evidence=_evidence(row), is_fine=True)


def _paused(ask: Ask, row: Row) -> Found:
    """Since when, why and until when: as far as the exchange says."""
    paused, until = row.shut("PAUSED"), row.row.expected_until
    said = [
        *_gates(row, "PAUSED", "paused"),
        *_gates(row, "CLOSED", "closed"),
        *_reason(row),
        _until(ask, row),
    ]
    if "deposit" in paused:
        said.append(Said(key="D07.after"))
    ahead = until if until is not None and until > ask.at else None
    evidence = _evidence(row, since=row.row.since, ends=ahead)
    return Found(
        outcome="DEPOSIT_PAUSED" if "deposit" in paused else "WDR_PAUSED",
        said=tuple(said),
        evidence=evidence,
        eta=evidence.get("ends"),
        watch=Watch(at=ahead or ask.at + AN_HOUR, subject=row.row.network, events=EVENTS),
    )


def _closed(row: Row) -> Found:
    said = (*_gates(row, "CLOSED", "closed"), *_reason(row))
    evidence = _evidence(row, since=row.row.since)
    return Found(outcome="CLOSED", said=said, evidence=evidence)


def _gates(row: Row, gate: str, word: str) -> list[Said]:
    figures, ending = _names(row), ""
    if row.row.since is not None:
        figures["since"] = row.status.shows(row.row.since)
        ending = "_since"
    return [
        Said(key=f"D07.{direction}_{word}{ending}", figures=figures) for direction in row.shut(gate)
    ]


def _reason(row: Row) -> tuple[Said, ...]:
    key = REASONS.get(row.row.reason or "")
    return (Said(key=f"D07.{key}"),) if key else ()


def _until(ask: Ask, row: Row) -> Said:
    """An expected time that has passed is no promise any more."""
    until = row.row.expected_until
    if until is None:
        return Said(key="D07.no_time")
    key = "D07.until" if until > ask.at else "D07.overdue"
    return Said(key=key, figures={"until": row.status.shows(until)})


def _is_ahead(row: Row, tip: Fact[Tip]) -> bool:
    """Whether the exchange tells of blocks that no source of the chain has."""
    apart = abs((row.status.as_of - tip.as_of).total_seconds()) / float(row.row.block_seconds)
    return row.row.chain_height - tip.data.height > BLOCKS_APART + apart


def _stands(row: Row, tip: Fact[Tip]) -> bool:
    quiet = (tip.as_of - tip.data.at).total_seconds()
    return quiet >= max(STILL_BLOCKS * float(row.row.block_seconds), STILL_SECONDS)


def _still(ask: Ask, row: Row, tip: Fact[Tip]) -> Found:
    """One source may have stopped by itself; two have not."""
    since = tip.shows(tip.data.at)
    figures = {"network": row.status.shows(row.row.network, "network"), "since": since}
    return Found(
        outcome="DELAYED",
        said=(Said(key="D07.still", figures=figures),),
        certainty=_certainty(tip),
        evidence=_evidence(row) | {"since": since, "block": tip.shows(tip.data.height)},
        watch=Watch(at=ask.at + A_WHILE, subject=row.row.network, events=EVENTS),
    )


def _lags(row: Row, tip: Fact[Tip] | None) -> bool:
    lag = _lag(row, tip)
    return lag >= LAG_BLOCKS and lag * float(row.row.block_seconds) >= LAG_SECONDS


def _lag(row: Row, tip: Fact[Tip] | None) -> int:
    """By whatever source has come furthest, the exchange's own node or ours."""
    height = max(row.row.chain_height, tip.data.height if tip else 0)
    return max(height - row.row.scanner_height, 0)


def _lagging(ask: Ask, row: Row, tip: Fact[Tip] | None) -> Found:
    """Certain if the exchange says so itself, or two sources of the chain do."""
    lag, certainty = row.status.shows(_lag(row, None)), Certainty.CERTAIN
    if tip is not None and not _lags(row, None):
        lag, certainty = row.status.shows(_lag(row, tip)).with_fact(tip), _certainty(tip)
    figures = {"network": row.status.shows(row.row.network, "network"), "lag": lag}
    return Found(
        outcome="DELAYED",
        said=(Said(key="D07.lag", figures=figures),),
        certainty=certainty,
        evidence=_evidence(row) | {"block": row.status.shows(row.row.scanner_height)},
        watch=Watch(at=ask.at + A_WHILE, subject=row.row.network, events=EVENTS),
    )


def _certainty(tip: Fact[Tip]) -> Certainty:
    """A tip is told with all of its sources, joined by a plus."""
    return Certainty.CERTAIN if " + " in tip.source else Certainty.LIKELY


def _names(row: Row) -> dict[str, Figure]:
    return {
        "asset": row.status.shows(row.row.asset),
        "network": row.status.shows(row.row.network, "network"),
    }


def _evidence(row: Row, **instants: datetime | None) -> dict[str, Figure]:
    shown = {"network": row.status.shows(row.row.network, "network")}
    for name, at in instants.items():
        if at is not None:
            shown[name] = row.status.shows(at)
    return shown
