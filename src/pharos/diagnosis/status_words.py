"""A status in the reader's language, one line for each thing that is wrong.

A line may hold one instant, as `{time}`: the page or the browser writes it in the reader's zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pharos.diagnosis.public_status import Pause, Status, Stopped
from pharos.diagnosis.words import NETWORKS
from pharos.exchange.objects import AssetNetwork, Incident
from pharos.kernel.time import now

PAUSED_SINCE: Final[Mapping[Stopped, Promise]] = {
    "deposits": gettext_lazy("Deposits of %(asset)s are paused since {time}."),
    "withdrawals": gettext_lazy("Withdrawals of %(asset)s are paused since {time}."),
    "both": gettext_lazy("Deposits and withdrawals of %(asset)s are paused since {time}."),
}
PAUSED: Final[Mapping[Stopped, Promise]] = {
    "deposits": gettext_lazy("Deposits of %(asset)s are paused."),
    "withdrawals": gettext_lazy("Withdrawals of %(asset)s are paused."),
    "both": gettext_lazy("Deposits and withdrawals of %(asset)s are paused."),
}
# What an address of each family looks like, by the beginning of its network's name.
ADDRESSES: Final[Mapping[str, Promise]] = {
    "bip122": gettext_lazy("begins with bc1, 1 or 3"),
    "eip155": gettext_lazy("begins with 0x"),
    "tron": gettext_lazy("begins with T"),
    "xrpl": gettext_lazy("begins with r"),
    "stellar": gettext_lazy("begins with G"),
    "solana": gettext_lazy("32 to 44 letters and digits"),
    "cosmos": gettext_lazy("begins with cosmos1"),
    "tvm": gettext_lazy("begins with EQ or UQ"),
}
MEMOS: Final[Mapping[str, Promise]] = {
    "NONE": gettext_lazy("Not needed"),
    "OPTIONAL": gettext_lazy("If you were given one"),
    "REQUIRED": gettext_lazy("Needed: without it nobody knows that it is yours"),
}
BELOW: Final[Mapping[str, Promise]] = {
    "ACCUMULATE": gettext_lazy("smaller amounts count once they add up to it"),
    "LOST": gettext_lazy("smaller amounts cannot be credited"),
}
GATES: Final[Mapping[str, Promise]] = {
    "OPEN": gettext_lazy("Working"),
    "PAUSED": gettext_lazy("Paused"),
    "CLOSED": gettext_lazy("Closed for good"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """One sentence with the instant that stands in it, if any, and what is said after it."""

    text: str
    at: datetime | None = None
    after: str = ""
    after_at: datetime | None = None


def headline(status: Status) -> str:
    """All in a few words; where something is wrong the lines say it."""
    if status.state == "OPEN":
        return _("Everything is open.")
    if status.state == "UNKNOWN":
        return _("We cannot see right now what is open and what is not.")
    return _("Not everything is open.")


def as_of(status: Status) -> StatusLine:
    """When all of it was so."""
    return StatusLine(text=_("As of {time}"), at=status.as_of)


def lines_of(status: Status) -> list[StatusLine]:
    """What is wrong, the incidents first."""
    return [*map(_incident, status.incidents), *map(_pause, status.pauses)]


def _incident(one: Incident) -> StatusLine:
    text = _("Known problem since {time}: %(title)s.") % {"title": _plain(one.title)}
    news = one.next_update_at
    if news is None or news <= now():
        return StatusLine(text=text, at=one.started_at)
    after = _("The next word of it comes by {time}.")
    return StatusLine(text=text, at=one.started_at, after=after, after_at=news)


def _plain(title: str) -> str:
    """The exchange's own words, in which no hole for an instant is left."""
    return title.replace("{", "(").replace("}", ")").rstrip(" .")


def _pause(one: Pause) -> StatusLine:
    name = f"{one.asset} ({network_name(one.network)})" if one.network else one.asset
    text = str((PAUSED_SINCE if one.since else PAUSED)[one.stopped]) % {"asset": name}
    if one.until is None or one.until <= now():
        return StatusLine(text=text, at=one.since)
    after = _("Expected to open again by {time}.")
    return StatusLine(text=text, at=one.since, after=after, after_at=one.until)


def network_name(network: str) -> str:
    return NETWORKS.get(network, network)


def address_form(row: AssetNetwork) -> str:
    """What an address of this network looks like, or nothing."""
    return str(ADDRESSES.get(row.network.partition(":")[0], ""))
