"""Which of the exchange's incidents concerns a market at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from pharos.exchange.objects import Incident

OF_TRADING = frozenset({"TRADING", "ALL"})


def incident_of_trading(
    incidents: Iterable[Incident], symbol: str, since: datetime, until: datetime
) -> Incident | None:
    """The first incident of trading in this market that goes on at any instant from since to until.

    Both ends count, and so do an incident's first and last instant.
    """
    fitting = [
        one
        for one in incidents
        if one.kind in OF_TRADING
        and one.started_at <= until
        and (one.ended_at is None or one.ended_at >= since)
        and _concerns(one, symbol)
    ]
    return min(fitting, key=lambda one: (one.started_at, one.id), default=None)


def _concerns(incident: Incident, symbol: str) -> bool:
    """Whether the market is one of the incident's.

    A symbol in parts (BTC-USDT) names its assets. Of one that is written in one piece, each asset
    counts that it begins or ends with: rather ask staff once too often.
    """
    parts = re.split(r"[-/_:]", symbol)
    if not incident.assets or set(parts) & set(incident.assets):
        return True
    return len(parts) == 1 and any(
        symbol.startswith(asset) or symbol.endswith(asset) for asset in incident.assets
    )
