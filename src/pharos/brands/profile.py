"""What a brand promises: the contents of a profile file, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

CLOCK_KINDS: Final = (
    "first_response",
    "next_response",
    "resolution",
    "handover",
    "side_conversation",
)
ICONS: Final = frozenset(
    {
        *("deposit", "withdraw", "key", "lock", "id", "chart", "alert", "question", "chat"),
        *("mail", "phone", "shield", "coins", "network", "info", "clock", "user", "bolt"),
    }
)


class ChannelState(StrEnum):
    """Whether customers can use a channel; saying that there is one is not enough."""

    PROMISED = "PROMISED"
    LIVE = "LIVE"
    SUSPENDED = "SUSPENDED"
    ABSENT = "ABSENT"


class SupportRole(StrEnum):
    """What a channel's account does for customers."""

    NONE = "none"
    REDIRECT_ONLY = "redirect_only"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Minutes of a day's wall clock; `until` at or before `start` means the next day."""

    day: int
    start: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When people answer. A closed day takes away what would begin on it."""

    always: bool
    week: tuple[Opening, ...] = ()
    country: str | None = None
    subdivision: str | None = None
    closed_on: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    kind: str
    state: ChannelState
    support_role: SupportRole
    value: str = ""
    verified_at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a customer can choose: a contact reason in their words."""

    code: str
    icon: str
    assurance: int
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamProfile:
    slug: str
    name: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """By when `share` per cent are to be done, in open hours or by the clock on the wall."""

    within: timedelta
    share: int = 100
    in_open_hours: bool = True
    alarm_after: timedelta | None = None
    offer_later_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """How much customers and staff may attach. A visitor is a customer whom nothing proves."""

    file_mb: int = 50
    case_mb: int = 500
    visitor_mb_a_day: int = 100
    visitor_files_a_day: int = 30
    customer_files_a_day: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    slug: str
    name: str
    languages: tuple[str, ...]
    timezone: str
    hours: Hours
    channels: tuple[Channel, ...]
    topics: tuple[Topic, ...]
    teams: tuple[TeamProfile, ...]
    service: Mapping[str, Target]
    origins: tuple[str, ...]
    notice: Mapping[str, str]
    verified_at: date | None = None
    files: FileLimits = FileLimits()

    def topic(self, code: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.code == code), None)
