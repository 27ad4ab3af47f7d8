"""Prices over a time: the best of them, since when a limit was reached, and whether any lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask, Missed
from pharos.diagnosis.facts import Fact
from pharos.diagnosis.findings import Missing
from pharos.exchange.objects import Point, Series
from pharos.exchange.port import Exchange

Watched = Literal["LAST", "MARK", "INDEX"]
# Between two points that are further apart than this, a price may have been anywhere.
FINEST: Final = timedelta(seconds=1)
SERIES_OF: Final[dict[Watched, Literal["last", "mark", "index"]]] = {
    "LAST": "last",
    "MARK": "mark",
    "INDEX": "index",
}
WATCHED_WORDS: Final = {
    "LAST": _("last price"),
    "MARK": _("mark price"),
    "INDEX": _("index price"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The prices of one kind from `since` to `until`, both included."""

    fact: Fact[Series]
    points: tuple[Point, ...]
    since: datetime
    until: datetime

    @property
    def step(self) -> timedelta:
        return timedelta(seconds=self.fact.data.step_seconds)

    @property
    def is_complete(self) -> bool:
        """Whether no point is missing, at either end or between.

        At the ends one may be less than a step away: a whole step away, there is one more between.
        """
        if not self.points:
            return False
        first, last = self.points[0].at, self.points[-1].at
        ends = first - self.since < self.step and self.until - last < self.step
        gaps = pairwise(point.at for point in self.points)
        return ends and all(later - earlier <= self.step for earlier, later in gaps)

    @property
    def is_fine(self) -> bool:
        """Whether the points are so close together that nothing happened between them."""
        return self.step <= FINEST

    def between(self, since: datetime, until: datetime) -> Prices:
        return Prices(
            fact=self.fact,
            points=tuple(point for point in self.points if since <= point.at <= until),
            since=since,
            until=until,
        )

    def best(self, *, falling: bool) -> Point:
        """The lowest where prices must fall, else the highest; of equals the first."""
        assert self.points, "whoever asks for the best has some"
        ways = min if falling else max
        return ways(self.points, key=lambda point: point.value)


def prices(ask: Ask, symbol: str, watched: Watched, since: datetime, until: datetime) -> Prices:
    """Ask for them, or raise `Missed`; also (DISAGREE) if what comes is not what was asked for."""
    kind = SERIES_OF[watched]
    fact = ask.of(Exchange.price_series, symbol=symbol, kind=kind, since=since, until=until)
    series = fact.data
    in_order = all(earlier.at < later.at for earlier, later in pairwise(series.points))
    if (series.symbol, series.kind) != (symbol, kind) or not in_order:
        raise Missed(Missing(source=fact.source, question=fact.question, why="DISAGREE"))
    return Prices(fact=fact, points=series.points, since=since, until=until).between(since, until)


def reaches(value: Decimal, limit: Decimal, *, falling: bool) -> bool:
    """Whether a price is at the limit or beyond it."""
    return value <= limit if falling else value >= limit


def start_of_last_run(points: Sequence[Point], limit: Decimal, *, falling: bool) -> Point | None:
    """Since when the limit was reached, the last time that it was; None if it never was."""
    found: Point | None = None
    for point in reversed(points):
        if reaches(point.value, limit, falling=falling):
            found = point
        elif found is not None:
            return found
    return found
