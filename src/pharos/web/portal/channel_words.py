"""Channels in words: what each is called, what it is good for, and how long answers take there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, inf
from typing import Final

from babel import Locale
from babel.units import format_unit
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pharos.brands.models import Brand
from pharos.brands.profile import Channel, ChannelState, Profile, SupportRole
from pharos.diagnosis.words import locale_of
from pharos.insight.recommending import FORM, Recommendation, Times, is_usable

# Up to so many seconds in which unit, and how many seconds it has.
UNITS: Final = ((5_400, "minute", 60), (129_600, "hour", 3_600), (inf, "day", 86_400))
NAMES: Final[dict[str, str | Promise]] = {
    "widget": gettext_lazy("Chat"),
    "form": gettext_lazy("Form"),
    "mail": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "help": gettext_lazy("Help pages"),
    "post": gettext_lazy("Letter by post"),
    "fax": gettext_lazy("Fax"),
    "community": gettext_lazy("Community"),
    "telegram": "Telegram",
    "line": "LINE",
    "whatsapp": "WhatsApp",
    "messenger": "Messenger",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "x": "X",
    "twitter": "X",
    "discord": "Discord",
    "kakao": "KakaoTalk",
    "wechat": "WeChat",
}
ICONS: Final = {
    "widget": "chat",
    "form": "note",
    "mail": "mail",
    "phone": "phone",
    "help": "book",
}
GOOD_FOR: Final[dict[str, str | Promise]] = {
    "widget": gettext_lazy("What is urgent or quick: signing in, an order, a question."),
    "form": gettext_lazy("What needs documents or an explanation. Nothing is asked twice."),
    "mail": gettext_lazy("What needs documents, or a written record."),
    "phone": gettext_lazy("What is urgent and easier said than written."),
    "help": gettext_lazy("The first stop: answers without waiting."),
    "post": gettext_lazy("Papers that must be sent as papers."),
}
REDIRECTS: Final = gettext_lazy(
    "It only sends people on. Never write anything about your account there."
)
NO_SUPPORT: Final = gettext_lazy("News only. Nobody helps you there.")
STATES: Final[dict[ChannelState, str | Promise]] = {
    ChannelState.LIVE: gettext_lazy("Works"),
    ChannelState.PROMISED: gettext_lazy("Announced, not there yet"),
    ChannelState.SUSPENDED: gettext_lazy("Paused"),
    ChannelState.ABSENT: gettext_lazy("Does not exist"),
}
ABSENT: Final[dict[str, str | Promise]] = {
    "phone": gettext_lazy("We have no phone line. Whoever calls in our name is a fraud."),
}
WHY: Final[dict[str, str | Promise]] = {
    "security": gettext_lazy(
        "When somebody else may be in your account, every minute counts: talk to us, and lock it."
    ),
    "urgent": gettext_lazy("It is urgent, so talk to us rather than wait for letters."),
    "documented": gettext_lazy(
        "It needs documents or an explanation: written once and in full, nobody asks you again."
    ),
    "topic": gettext_lazy("For this topic it is the channel on which it is solved soonest."),
    "first_stop": gettext_lazy("Look there first: many questions are answered without waiting."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChannel:
    """One channel as the contact page tells of it."""

    kind: str
    name: str | Promise
    icon: str
    state: ChannelState
    state_words: str | Promise
    value: str
    address: str
    good_for: str | Promise
    note: str
    measured: str
    measured_at: datetime | None
    days: int
    answered: int
    waiting: int
    promised_at: datetime | None
    promised_share: int
    published: tuple[str, ...]
    is_usable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """One channel that is recommended, with where it is and when an answer comes."""

    name: str | Promise
    icon: str
    address: str
    value: str
    measured: str
    promised_at: datetime | None
    promised_share: int


def shown_channels(
    brand: Brand, profile: Profile, times: dict[str, Times]
) -> Iterator[ShownChannel]:
    """Yield every channel that the brand has named, and our own form."""
    channels = list(profile.channels)
    if all(channel.kind != FORM for channel in channels):
        state = ChannelState.SUSPENDED if profile.suspended else ChannelState.LIVE
        channels.insert(1, Channel(kind=FORM, state=state, support_role=SupportRole.FULL))
    for channel in channels:
        if channel.state != ChannelState.ABSENT:
            yield _shown(brand, profile, channel, times.get(channel.kind, Times()))


def absent_words(profile: Profile) -> list[str | Promise]:
    """What the brand does not have, whoever says so."""
    gone = [c.kind for c in profile.channels if c.state == ChannelState.ABSENT]
    return [
        ABSENT.get(kind)
        or _("We are not on %(channel)s. Whoever writes there in our name is a fraud.")
        % {"channel": name_of(kind)}
        for kind in dict.fromkeys(gone)
    ]


def advised(brand: Brand, profile: Profile, found: Recommendation) -> list[Advised]:
    """The recommended channels in words."""
    values = {c.kind: c.value for c in profile.channels}
    return [
        Advised(
            name=name_of(each.kind),
            icon=ICONS.get(each.kind, "send"),
            address=address_of(brand, each.kind, values.get(each.kind, "")),
            value=values.get(each.kind, ""),
            measured=measured_words(each.times),
            promised_at=each.times.due_at,
            promised_share=each.times.share,
        )
        for each in found.channels
    ]


def name_of(kind: str) -> str | Promise:
    return NAMES.get(kind, kind.replace("_", " ").capitalize())


def address_of(brand: Brand, kind: str, value: str) -> str:
    """Where a channel is opened, as far as a link can open it."""
    if kind == "widget":
        return reverse("portal:talk", args=[brand.slug])
    if kind == FORM:
        return reverse("portal:topics", args=[brand.slug])
    if kind == "mail" and value:
        return f"mailto:{value}"
    return value if value.startswith("https://") else ""


def measured_words(times: Times) -> str:
    """How long half and nine of ten first answers took; empty where it was not measured."""
    found = times.measured
    if found is None or found.half_within is None:
        return ""
    locale = locale_of(get_language() or "en")
    half = span_words(found.half_within, locale)
    if found.most_within is None:
        return _("half of all within %(half)s") % {"half": half}
    most = span_words(found.most_within, locale)
    return half if half == most else _("%(half)s to %(most)s") % {"half": half, "most": most}


def span_words(span: timedelta, locale: Locale) -> str:
    """A span in one unit, rounded up so that it never says less than it took."""
    seconds = span.total_seconds()
    unit, size = next((u, s) for most, u, s in UNITS if seconds <= most)
    count = max(1, ceil(seconds / size))
    return str(format_unit(count, f"duration-{unit}", length="short", locale=locale))


def _shown(brand: Brand, profile: Profile, channel: Channel, times: Times) -> ShownChannel:
    found = times.measured
    figures = () if channel.published is None else channel.published.response
    return ShownChannel(
        kind=channel.kind,
        name=name_of(channel.kind),
        icon=ICONS.get(channel.kind, "send"),
        state=channel.state,
        state_words=STATES[channel.state],
        value=channel.value,
        address=""
        if channel.state != ChannelState.LIVE
        else address_of(brand, channel.kind, channel.value),
        good_for=_good_for(channel),
        note=channel.note,
        measured=measured_words(times),
        measured_at=found.measured_at if found else None,
        days=found.days if found else 0,
        answered=found.answered if found else 0,
        waiting=found.waiting if found else 0,
        promised_at=times.due_at,
        promised_share=times.share,
        published=tuple(figure.text for figure in figures),
        is_usable=is_usable(profile, channel.kind),
    )


def _good_for(channel: Channel) -> str | Promise:
    if channel.support_role == SupportRole.REDIRECT_ONLY:
        return REDIRECTS
    if channel.support_role == SupportRole.NONE:
        return NO_SUPPORT
    return GOOD_FOR.get(channel.kind, "")
