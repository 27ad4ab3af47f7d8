"""When people work: pure functions over a brand's opening hours.

A calendar is open whenever the clock on the brand's wall is within its hours. So where clocks go
back, the hour that comes twice is open twice; where they go forward, what would begin in the gap
begins at its end. An opening belongs to the day on which it begins: a holiday takes it away
whole, past midnight too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from holidays import country_holidays

from pharos.brands.profile import Opening, Profile
from pharos.kernel.errors import Invalid

DAY_MINUTES: Final = 24 * 60
DAY: Final = timedelta(days=1)
NOTHING: Final = timedelta(0)
# A calendar that does not open for so long is taken never to open.
LONGEST_CLOSED: Final = timedelta(days=3 * 366)
# Nor does anybody wait longer than this; it bounds every search.
FARTHEST: Final = timedelta(days=100 * 366)


class NeverOpen(Invalid):
    code = "calendar_never_open"


class Span(NamedTuple):
    """From `start` until just before `end`, both in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    zone: ZoneInfo
    week: tuple[Opening, ...] = ()
    always: bool = False
    country: str | None = None
    subdivision: str | None = None
    closed_on: frozenset[date] = field(default_factory=frozenset)

    def openings_on(self, day: date) -> list[Opening]:
        """What begins on a day, by the clock on the wall."""
        if day in self.closed_on or self.is_holiday(day):
            return []
        return [opening for opening in self.week if opening.day == day.weekday()]

    def is_holiday(self, day: date) -> bool:
        if self.country is None:
            return False
        return day in _holidays(self.country, self.subdivision, day.year)


def calendar_of(profile: Profile) -> Calendar:
    hours = profile.hours
    all_days = {o.day for o in hours.week if o.start == 0 and o.until == DAY_MINUTES}
    never_closed = len(all_days) == 7 and not hours.country and not hours.closed_on  # noqa: PLR2004
    return Calendar(
        zone=ZoneInfo(profile.timezone),
        week=hours.week,
        # Who does not say when they are there is held to the clock on the wall.
        always=hours.always or never_closed or not hours.are_stated,
        country=hours.country,
        subdivision=hours.subdivision,
        closed_on=hours.closed_on,
    )


def is_open(calendar: Calendar, at: datetime) -> bool:
    if calendar.always:
        return True
    return any(span.start <= at for span in _spans(calendar, at, at + DAY))


def open_until(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when the opening that holds `at` ends; None if it never does. `at` must be open."""
    if calendar.always:
        return None
    span = next(_spans(calendar, at), None)
    assert span is not None, "closed at that instant"
    assert span.start <= at, "closed at that instant"
    return None if span.end - at > LONGEST_CLOSED else span.end


def opens_at(calendar: Calendar, at: datetime) -> datetime:
    """Return the first open instant from `at` on, itself if it is open. Refused: NeverOpen."""
    if calendar.always:
        return at
    for span in _spans(calendar, at):
        return max(span.start, at)
    raise NeverOpen("This calendar never opens.")


def due(calendar: Calendar, start: datetime, working: timedelta) -> datetime:
    """Return the first instant by which `working` open time has passed since `start`."""
    assert working >= NOTHING, "time does not run backwards"
    if calendar.always or not working:
        return start.astimezone(UTC) + working
    left = working
    for span in _spans(calendar, start):
        begin = max(span.start, start)
        if span.end - begin >= left:
            return begin + left
        left -= span.end - begin
    raise NeverOpen("This calendar never opens.")


def working_time_between(calendar: Calendar, earlier: datetime, later: datetime) -> timedelta:
    """Return how much of the time between two instants was open; none if they are in reverse."""
    if later <= earlier:
        return NOTHING
    if calendar.always:
        return later - earlier
    total = NOTHING
    for span in _spans(calendar, earlier, later):
        if span.start >= later:
            break
        total += min(span.end, later) - max(span.start, earlier)
    return total


def _spans(calendar: Calendar, since: datetime, before: datetime | None = None) -> Iterator[Span]:
    """Openings that end after `since`, in order. What touches is one, for up to three years.

    Ends when the next would begin at or after `before`, or when nothing has opened for so long
    that nothing will.
    """
    current: Span | None = None
    for span in _raw_spans(calendar, since):
        if before is not None and span.start >= before:
            break
        if span.end <= since or (current and span.end <= current.end):
            continue
        if current is None:
            current = span
        elif span.start <= current.end and current.end - since <= LONGEST_CLOSED:
            current = Span(current.start, span.end)
        else:
            yield current
            current = Span(max(span.start, current.end), span.end)
    if current:
        yield current


def _raw_spans(calendar: Calendar, since: datetime) -> Iterator[Span]:
    """The openings of one day after the other; they may touch or overlap. In order of start."""
    # An opening that began the day before yesterday, by any zone's reckoning, is over.
    first = day = since.astimezone(calendar.zone).date() - 2 * DAY
    closed_since = day
    while day - closed_since < LONGEST_CLOSED and day - first < FARTHEST:
        openings = sorted(calendar.openings_on(day), key=lambda opening: opening.start)
        for opening in openings:
            span = _span(calendar.zone, day, opening)
            if span.start < span.end:
                yield span
                closed_since = day
        day += DAY


def _span(zone: ZoneInfo, day: date, opening: Opening) -> Span:
    until = opening.until if opening.until > opening.start else opening.until + DAY_MINUTES
    return Span(_instant(zone, day, opening.start, fold=0), _instant(zone, day, until, fold=1))


def _instant(zone: ZoneInfo, day: date, minutes: int, *, fold: int) -> datetime:
    """When the wall clock first (fold 0) or last (fold 1) shows a time, or first is past it."""
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(zone, wall)


def _end_of_gap(zone: ZoneInfo, wall: datetime) -> datetime:
    """The instant at which the clock goes forward over a time that the wall never shows."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        middle = max(middle, early + timedelta(seconds=1))
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late


@lru_cache(maxsize=512)
def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, subdiv=subdivision or None, years=year))
