"""What a customer is told first: are people here now, until when, and else from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pharos.brands.profile import Profile
from pharos.clocks.calendars import NeverOpen, calendar_of, is_open, open_until, opens_at


@dataclass(frozen=True, slots=True)
class People:
    """`until` is None while here day and night; `back_at` is None while here, or if never."""

    here: bool
    until: datetime | None
    back_at: datetime | None


def now_for_people(profile: Profile, at: datetime) -> People:
    """Say whether people are here, in UTC; the browser shows it in the visitor's zone."""
    if not profile.hours.are_stated:
        return People(here=False, until=None, back_at=None)
    calendar = calendar_of(profile)
    if is_open(calendar, at):
        return People(here=True, until=open_until(calendar, at), back_at=None)
    try:
        return People(here=False, until=None, back_at=opens_at(calendar, at))
    except NeverOpen:
        return People(here=False, until=None, back_at=None)
