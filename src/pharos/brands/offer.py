"""What else a brand says of itself: its figures, its looks, its addresses, its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

SURFACES: Final = ("web", "app")
SITUATIONS: Final = ("any", "quiet", "peak", "open_hours", "off_hours", "simple", "complex")
TIER_SIGNS: Final = ("level", "trading_volume", "holdings")
TIER_GIVES: Final = ("priority", "trained_agents", "event_priority", "flexible_fees", "advice")
SECOND_FACTORS: Final = ("optional", "administrators", "required")
QUESTION_KINDS: Final = ("text", "number", "choice", "txid", "order", "address", "date", "file")
# Kinds whose answer names one record that files can show.
RECORD_KINDS: Final = ("txid", "order")
URGENCIES: Final = ("urgent", "calm")
COMPLEXITIES: Final = ("simple", "documented")
POSITIONS: Final = ("end", "start")
# What stands in a public reply for the signed way to a private page, and for the brand's name.
LINK: Final = "{link}"
BRAND: Final = "{brand}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A time that the exchange is said to take, in its own words; bounds only where it has some."""

    text: str
    when: str = "any"
    at_least: timedelta | None = None
    at_most: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is said of a channel. Being there, answering and solving are three promises."""

    availability: str = ""
    response: tuple[Figure, ...] = ()
    resolution: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VipRule:
    """By what a customer counts as important, and what they get. Safety outranks it always.

    `advice` is what may be regulated investment advice: it is named so that it can be kept from
    being given, and never given because it is named.
    """

    known_by: tuple[str, ...]
    gives: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Asked before a case of its topic is sent. `choices` only for the kind of that name."""

    key: str
    kind: str
    labels: Mapping[str, str]
    required: bool = False
    choices: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowReason:
    """A contact reason below a topic: what exactly it is about, in the customers' words."""

    code: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is to be known before somebody does something that cannot be taken back.

    `reasons` are contact reasons or their groups, such as WDR. `links`: where the whole is read.
    """

    key: str
    reasons: tuple[str, ...]
    notice: Mapping[str, str]
    links: Mapping[str, str]

    def is_about(self, reason: str) -> bool:
        return reason in self.reasons or reason.split(".", maxsplit=1)[0] in self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """How the widget looks; empty is as we made it. `launcher`: at which end of a line it is."""

    accent: str = ""
    logo: str = ""
    launcher: str = "end"
    greetings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddresses:
    """Where customers write to, and from where we answer."""

    support: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Who of the brand's staff needs a second factor to sign in."""

    second_factor: str = "optional"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """Which channels to use, the best first, for what a customer says of their problem.

    Empty conditions hold always. `reasons` are contact reasons or their groups, such as ACC.
    """

    use: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    urgency: str = ""
    complexity: str = ""

    def holds_for(self, reason: str, urgency: str, complexity: str) -> bool:
        group = reason.split(".", maxsplit=1)[0]
        return (
            (not self.reasons or reason in self.reasons or group in self.reasons)
            and self.urgency in ("", urgency)
            and self.complexity in ("", complexity)
        )


# The first that holds decides. Talking at once for what is urgent or quick, in writing what needs
# documents, and for everything else the help pages first.
CHANNEL_RULES: Final = (
    ChannelRule(reasons=("SEC",), use=("widget", "phone", "form", "mail")),
    ChannelRule(urgency="urgent", use=("widget", "phone", "form", "mail")),
    ChannelRule(complexity="documented", use=("form", "mail", "widget")),
    ChannelRule(reasons=("ACC", "TRD"), use=("widget", "form", "mail")),
    ChannelRule(reasons=("KYC", "API", "FBK"), use=("form", "mail", "widget")),
    ChannelRule(use=("help", "widget", "form", "mail")),
)
