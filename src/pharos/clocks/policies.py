"""By when what is promised, where the brand's profile says nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from pharos.brands.profile import Profile, Target
from pharos.clocks.calendars import calendar_of, due

# Service levels are counted over everything offered; what was abandoned stays in the count.
CHAT: Final[dict[str, Target]] = {
    "first_response": Target(
        within=timedelta(minutes=2),
        share=80,
        alarm_after=timedelta(minutes=10),
        offer_later_after=timedelta(minutes=15),
    ),
    "next_response": Target(
        within=timedelta(minutes=10), share=80, alarm_after=timedelta(minutes=30)
    ),
    "resolution": Target(within=timedelta(hours=48), share=90, in_open_hours=False),
    # Among ourselves: a team takes up what was handed to it, and answers what it was asked.
    "handover": Target(within=timedelta(minutes=30), share=90),
    "side_conversation": Target(within=timedelta(hours=2), share=90),
}


# The widget keeps what `service` says: that is what its presets are for.
ON_SCREEN: Final = "widget"
ANSWERS: Final = ("first_response", "next_response")


def target_for(profile: Profile, kind: str, channel: str = "") -> Target:
    """Return the brand's promise for a kind of clock, or the preset.

    On a channel that publishes by when it answers, answers are due then, by the clock on the wall:
    the longest that it publishes, since people have read it.
    """
    usual = profile.service.get(kind, CHAT[kind])
    if kind not in ANSWERS or channel in ("", ON_SCREEN):
        return usual
    published = [
        figure.at_most
        for each in profile.channels_of(channel)
        if each.published is not None
        for figure in each.published.response
        if figure.at_most is not None
    ]
    if not published:
        return usual
    return Target(within=max(published), share=usual.share, in_open_hours=False)


def due_at(profile: Profile, kind: str, started_at: datetime, channel: str = "") -> datetime:
    """Return when a clock that started then is due. Refused: NeverOpen."""
    target = target_for(profile, kind, channel)
    if not target.in_open_hours:
        return started_at + target.within
    return due(calendar_of(profile), started_at, target.within)
