from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.brands.profile import Opening
from pharos.clocks.calendars import (
    Calendar,
    NeverOpen,
    due,
    is_open,
    open_until,
    opens_at,
    working_time_between,
)

# Whole and half hours, changes at midnight, a day that never was, a shift of half an hour.
ZONES = (
    *("UTC", "Europe/Lisbon", "America/New_York", "America/Havana", "Asia/Seoul", "Asia/Kolkata"),
    *("Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Pacific/Apia"),
)
HOUR = timedelta(hours=1)
OFFICE = tuple(Opening(day=day, start=8 * 60, until=20 * 60) for day in range(7))

openings = st.builds(
    Opening, day=st.integers(0, 6), start=st.integers(0, 1439), until=st.integers(1, 1440)
).filter(lambda opening: (opening.until - opening.start) % 1440 >= 60)
calendars = st.builds(
    Calendar,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    week=st.lists(openings, min_size=1, max_size=8).map(tuple),
    country=st.sampled_from([None, "PT", "KR", "US"]),
    closed_on=st.frozensets(st.dates(date(2011, 12, 20), date(2012, 1, 10)), max_size=6),
)
# Over two years with a leap day, all changes of clocks, and the day that Apia left out.
instants = st.timedeltas(timedelta(0), timedelta(days=670)).map(
    lambda since: datetime(2011, 3, 1, tzinfo=UTC) + since
)
spans = st.timedeltas(timedelta(0), timedelta(days=4))


def lisbon(**more: object) -> Calendar:
    fields = {"zone": ZoneInfo("Europe/Lisbon"), "week": OFFICE, **more}
    return Calendar(**fields)  # type: ignore[arg-type]


def at(text: str, zone: str = "Europe/Lisbon", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "here"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T19:59:59", True),
        ("2026-11-23T20:00:00", False),
    ],
)
def test_a_day_opens_and_closes_on_the_minute(instant: str, here: bool) -> None:  # noqa: FBT001
    assert is_open(lisbon(), at(instant)) is here


def test_it_says_until_when_and_from_when() -> None:
    assert open_until(lisbon(), at("2026-11-23T12:00")) == at("2026-11-23T20:00")
    assert opens_at(lisbon(), at("2026-11-23T21:00")) == at("2026-11-24T08:00")


def test_a_day_may_have_several_openings() -> None:
    week = (Opening(day=0, start=480, until=720), Opening(day=0, start=840, until=1080))
    calendar = lisbon(week=week)

    assert open_until(calendar, at("2026-11-23T09:00")) == at("2026-11-23T12:00")
    assert opens_at(calendar, at("2026-11-23T12:00")) == at("2026-11-23T14:00")
    assert due(calendar, at("2026-11-23T11:00"), 2 * HOUR) == at("2026-11-23T15:00")


def test_an_opening_may_cross_midnight_and_meet_the_next() -> None:
    nights = tuple(Opening(day=day, start=22 * 60, until=6 * 60) for day in (4, 5))
    calendar = lisbon(week=(*nights, Opening(day=6, start=6 * 60, until=7 * 60)))

    assert is_open(calendar, at("2026-11-28T05:59"))
    assert open_until(calendar, at("2026-11-28T23:00")) == at("2026-11-29T07:00")


def test_a_holiday_takes_what_begins_on_it() -> None:
    calendar = lisbon(country="PT", closed_on=frozenset({date(2026, 12, 24)}))

    assert opens_at(calendar, at("2026-12-23T20:00")) == at("2026-12-26T08:00")
    assert not is_open(lisbon(country="ES", subdivision="MD"), at("2026-05-02T12:00"))
    assert is_open(lisbon(country="ES"), at("2026-05-02T12:00"))


def test_where_clocks_go_back_the_hour_counts_twice() -> None:
    night = lisbon(week=(Opening(day=6, start=60, until=120),))

    twice = working_time_between(night, at("2026-10-25T00:00"), at("2026-10-25T12:00"))

    assert twice == 2 * HOUR
    assert is_open(night, at("2026-10-25T01:30", fold=0))
    assert is_open(night, at("2026-10-25T01:30", fold=1))


def test_where_clocks_go_forward_the_opening_begins_after_the_gap() -> None:
    # On 2026-03-29 there is no wall time from 01:00 to 02:00.
    calendar = lisbon(week=(Opening(day=6, start=90, until=180),))

    assert opens_at(calendar, at("2026-03-29T00:00")) == at("2026-03-29T02:00")
    assert open_until(calendar, at("2026-03-29T02:00")) == at("2026-03-29T03:00")


def test_a_day_that_the_zone_left_out_has_no_openings() -> None:
    apia = Calendar(zone=ZoneInfo("Pacific/Apia"), week=OFFICE)

    closed = at("2011-12-29T20:00", "Pacific/Apia")

    assert opens_at(apia, closed) == at("2011-12-31T08:00", "Pacific/Apia")


def test_a_leap_day_is_a_day() -> None:
    assert due(lisbon(), at("2028-02-28T19:00"), 2 * HOUR) == at("2028-02-29T09:00")


def test_whole_days_in_a_row_never_close() -> None:
    calendar = lisbon(week=tuple(Opening(day=day, start=0, until=1440) for day in range(7)))

    assert open_until(calendar, at("2026-11-23T12:00")) is None
    years = timedelta(days=3000)
    assert due(calendar, at("2026-11-23T12:00"), years) == at("2026-11-23T12:00") + years


@pytest.mark.parametrize(
    "calendar",
    [
        lisbon(week=()),
        lisbon(
            week=(Opening(day=0, start=0, until=60),),
            closed_on=frozenset(date(2026, 1, 5) + timedelta(days=7 * n) for n in range(400)),
        ),
    ],
)
def test_a_calendar_that_never_opens_says_so(calendar: Calendar) -> None:
    monday = at("2026-11-23T00:30")

    assert not is_open(calendar, monday)
    assert working_time_between(calendar, monday, monday + timedelta(days=900)) == timedelta(0)
    with pytest.raises(NeverOpen):
        opens_at(calendar, monday)
    with pytest.raises(NeverOpen):
        due(calendar, monday, HOUR)


@settings(deadline=None)
@given(calendars, instants, spans)
def test_due_and_working_time_are_inverse(
    calendar: Calendar, start: datetime, working: timedelta
) -> None:
    end = due(calendar, start, working)

    assert end >= start
    assert working_time_between(calendar, start, end) == working
    if working:
        just_before = end - timedelta(microseconds=1)
        assert working_time_between(calendar, start, just_before) < working


@settings(deadline=None)
@given(calendars, instants, spans, spans)
def test_due_grows_with_its_span_and_its_start(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert due(calendar, start, one) <= due(calendar, start, one + other)
    assert due(calendar, start, one) <= due(calendar, start + other, one)
    assert due(calendar, due(calendar, start, one), other) == due(calendar, start, one + other)


@settings(deadline=None)
@given(calendars, instants, spans, spans)
def test_working_time_adds_up(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    middle = start + one
    end = middle + other

    whole = working_time_between(calendar, start, end)

    assert timedelta(0) <= whole <= end - start
    parts = (
        working_time_between(calendar, start, middle),
        working_time_between(calendar, middle, end),
    )
    assert sum(parts, timedelta(0)) == whole


@given(calendars, instants)
def test_it_is_open_whenever_the_wall_clock_is_within_hours(
    calendar: Calendar, instant: datetime
) -> None:
    wall = instant.astimezone(calendar.zone)

    assert is_open(calendar, instant) or not _reads_open(calendar, wall)


@given(calendars, instants)
def test_open_and_closed_follow_each_other(calendar: Calendar, instant: datetime) -> None:
    opening = opens_at(calendar, instant)

    assert is_open(calendar, opening)
    assert is_open(calendar, instant) == (opening == instant)
    closing = open_until(calendar, opening)
    if closing is not None:
        assert not is_open(calendar, closing)
        assert working_time_between(calendar, opening, closing) == closing - opening


@given(instants, st.timedeltas(timedelta(0), timedelta(days=3000)))
@settings(max_examples=30, deadline=None)
def test_always_open_is_plain_addition(start: datetime, working: timedelta) -> None:
    calendar = Calendar(zone=ZoneInfo("Europe/Lisbon"), always=True)

    assert due(calendar, start, working) == start + working
    assert working_time_between(calendar, start, start + working) == working
    assert open_until(calendar, start) is None
    assert opens_at(calendar, start) == start


def _reads_open(calendar: Calendar, wall: datetime) -> bool:
    """The same question, put plainly: what the wall shows lies in an opening."""
    minute = wall.hour * 60 + wall.minute
    for back in (0, 1):
        day = wall.date() - timedelta(days=back)
        for opening in calendar.openings_on(day):
            until = opening.until + (1440 if opening.until <= opening.start else 0)
            if opening.start <= minute + back * 1440 < until:
                return True
    return False
