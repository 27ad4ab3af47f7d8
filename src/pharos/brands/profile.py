"""What a brand promises: the contents of a profile file, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from pharos.brands.offer import (
    CHANNEL_RULES,
    Appearance,
    ChannelRule,
    MailAddresses,
    NarrowReason,
    Policy,
    Published,
    Question,
    Security,
    VipRule,
)

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


# What profiles call a channel that has another name with its vendor by now.
ALSO_CALLED: Final = {"x": "twitter", "messenger": "facebook"}


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
    """When people answer, if that is said at all. A closed day takes away what begins on it."""

    always: bool
    week: tuple[Opening, ...] = ()
    country: str | None = None
    subdivision: str | None = None
    closed_on: frozenset[date] = frozenset()

    @property
    def are_stated(self) -> bool:
        return self.always or bool(self.week)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    kind: str
    state: ChannelState
    support_role: SupportRole
    value: str = ""
    surfaces: tuple[str, ...] = ()
    note: str = ""
    published: Published | None = None
    verified_at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a customer can choose: a contact reason in their words."""

    code: str
    icon: str
    assurance: int
    labels: Mapping[str, str]
    questions: tuple[Question, ...] = ()
    # What it can be exactly; choosing none of them is choosing the topic itself.
    reasons: tuple[NarrowReason, ...] = ()

    def covers(self, code: str) -> bool:
        """Whether it is what a customer chooses for this reason."""
        return self.code == code or any(reason.code == code for reason in self.reasons)


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
class Limits:
    """How much somebody who is not signed in may send. Nobody who is signed in meets any of it.

    Messages count by the minute and new conversations by the hour: of one visitor (`handle`), of
    one address (`network`; a /64 of IPv6), and of all together (`brand`). Sessions count by the
    minute. From `challenge` new conversations an hour on, a browser first proves that it is none
    of thousands.
    """

    messages_per_handle: int = 20
    messages_per_network: int = 300
    messages_per_brand: int = 6000
    conversations_per_handle: int = 6
    conversations_per_network: int = 120
    conversations_per_brand: int = 6000
    sessions_per_network: int = 120
    challenge_per_network: int = 12
    challenge_per_brand: int = 1200
    open_cases_per_handle: int = 5
    open_cases_per_network: int = 200
    longest_message: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """What becomes of a further contact about the same problem.

    It is put together by itself with an open case that began at most so many days before; 0 leaves
    that to people.
    """

    join_within_days: int = 7


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
    # Said by the brand itself, or taken for the want of it (`states_languages` is no field).
    states_languages: bool = True
    # An example that its operator has yet to check; nobody vouches for it.
    example: bool = False
    # Customers are told that it is closed for now, and nothing new is taken in.
    suspended: bool = False
    note: str = ""
    vip: VipRule | None = None
    appearance: Appearance = field(default_factory=Appearance)
    mail: MailAddresses = field(default_factory=MailAddresses)
    security: Security = field(default_factory=Security)
    files: FileLimits = FileLimits()
    limits: Limits = Limits()
    repeats: Repeats = Repeats()
    # Brands of the same realm have the same accounts: a reference means one person at each.
    account_realm: str = ""
    # Which channel is recommended for what; what a brand gives takes the place of all of ours.
    recommend: tuple[ChannelRule, ...] = CHANNEL_RULES
    # What is answered where anybody can read it, by language; ours where a brand gives none.
    public_reply: Mapping[str, str] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()

    def channels_of(self, kind: str) -> list[Channel]:
        """Return what is published of a kind of channel, by whichever of its names."""
        names = {kind, ALSO_CALLED.get(kind, kind)}
        return [channel for channel in self.channels if channel.kind in names]

    def topic(self, code: str) -> Topic | None:
        """Return the topic of this code, or else the one below which it is a reason."""
        own = next((topic for topic in self.topics if topic.code == code), None)
        return own or next((topic for topic in self.topics if topic.covers(code)), None)

    def policies_for(self, reason: str) -> list[Policy]:
        """Return what is to be known before anything is done about this reason."""
        return [policy for policy in self.policies if policy.is_about(reason)]
