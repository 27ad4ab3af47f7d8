"""Which channel to use for what: from a brand's own rules, and from what is true now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pharos.brands.offer import ChannelRule
from pharos.brands.profile import Channel, ChannelState, Profile, SupportRole
from pharos.clocks.calendars import NeverOpen
from pharos.clocks.people_here import People
from pharos.clocks.policies import due_at
from pharos.insight.models import AnswerTime

# What has pages of ours behind it, and so is there wherever a brand takes in anything.
FORM: Final = "form"
# What is read rather than asked.
HELP: Final = "help"
# Where people talk at once: nobody does while nobody is here.
AT_ONCE: Final = frozenset({"widget", "phone"})
Why = Literal["security", "urgent", "documented", "topic", "first_stop", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer says of their problem. Empty is what they did not say."""

    reason: str = ""
    urgency: str = ""
    complexity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When an answer is to be expected on a channel: as measured, else as promised, else neither.

    `due_at` is by when the brand has promised one, kept in `share` of 100 cases.
    """

    measured: AnswerTime | None = None
    due_at: datetime | None = None
    share: int = 100

    @property
    def are_known(self) -> bool:
        return self.measured is not None or self.due_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """One channel, and when an answer is to be expected there."""

    kind: str
    times: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What to use, the best first, and why."""

    why: Why
    channels: tuple[Recommended, ...]


def recommendation(
    profile: Profile,
    wish: Wish,
    people: People,
    measured: Mapping[str, AnswerTime],
    at: datetime,
) -> Recommendation:
    """Say which channels to use for this. Only what can be used now is named.

    Where nobody is here, what can wait is written rather than talked about.
    """
    rule = next(
        (
            each
            for each in profile.recommend
            if each.holds_for(wish.reason, wish.urgency, wish.complexity)
        ),
        ChannelRule(use=(FORM,)),
    )
    kinds = [kind for kind in rule.use if is_usable(profile, kind)] or [FORM]
    why = _why(rule, kinds)
    if not people.here and why not in ("security", "urgent"):
        kinds.sort(key=lambda kind: kind in AT_ONCE)
    chosen = tuple(
        Recommended(kind=kind, times=times_on(profile, kind, measured, at)) for kind in kinds
    )
    return Recommendation(why=why, channels=chosen)


def is_usable(profile: Profile, kind: str) -> bool:
    """Tell whether customers are helped on a channel now."""
    found = [channel for channel in profile.channels if channel.kind == kind]
    if kind == FORM and not found:
        return not profile.suspended
    return any(_helps(channel) for channel in found)


def times_on(
    profile: Profile, kind: str, measured: Mapping[str, AnswerTime], at: datetime
) -> Times:
    """Return what can honestly be said of when an answer comes on a channel."""
    if kind in measured:
        return Times(measured=measured[kind])
    target = profile.service.get("first_response")
    if target is None or not is_usable(profile, kind) or kind == HELP:
        return Times()
    try:
        return Times(due_at=due_at(profile, "first_response", at), share=target.share)
    except NeverOpen:
        return Times()


def _helps(channel: Channel) -> bool:
    return channel.state == ChannelState.LIVE and channel.support_role == SupportRole.FULL


def _why(rule: ChannelRule, kinds: list[str]) -> Why:
    if "SEC" in rule.reasons:
        return "security"
    if rule.urgency == "urgent":
        return "urgent"
    if rule.complexity == "documented":
        return "documented"
    if rule.reasons:
        return "topic"
    return "first_stop" if kinds[0] == HELP else "any"
