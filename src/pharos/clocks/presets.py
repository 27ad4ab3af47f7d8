"""Times that people put things off until, in a brand's own hours."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from pharos.brands.profile import Profile
from pharos.clocks.calendars import Calendar, NeverOpen, calendar_of, is_open, open_until, opens_at

MORNING = time(9)
MONDAY = 0
WEEK = 7


def snooze_presets(profile: Profile, at: datetime) -> dict[str, datetime]:
    """Return `hour`, and as far as the brand ever opens `opening`, `tomorrow` and `monday`.

    `opening` is left out day and night; a day without hours of its own begins at nine.
    """
    calendar = calendar_of(profile)
    today = at.astimezone(calendar.zone).date()
    to_monday = timedelta(days=(MONDAY - today.weekday() - 1) % WEEK + 1)
    presets = {"hour": at + timedelta(hours=1)}
    with suppress(NeverOpen):
        if not calendar.always:
            presets["opening"] = _next_opening(calendar, at)
        presets["tomorrow"] = _morning(calendar, today + timedelta(days=1))
        presets["monday"] = _morning(calendar, today + to_monday)
    return presets


def _next_opening(calendar: Calendar, at: datetime) -> datetime:
    until = open_until(calendar, at) if is_open(calendar, at) else None
    return opens_at(calendar, until or at)


def _morning(calendar: Calendar, day: date) -> datetime:
    start = datetime.combine(day, MORNING if calendar.always else time.min, calendar.zone)
    return opens_at(calendar, start).astimezone(UTC)
