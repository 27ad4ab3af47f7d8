"""Channels in words: what each is called, what it is good for, and how long answers take there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pharos.brands.models import Brand
from pharos.brands.profile import Channel, ChannelState, Profile, SupportRole
from pharos.channels.present import Presence, Present, kind_of
from pharos.insight.recommending import FORM, Recommendation, Times, is_usable
from pharos.insight.words import measured_words

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
STATES: Final[dict[Presence, str | Promise]] = {
    Presence.WORKS: gettext_lazy("Works"),
    Presence.TROUBLED: gettext_lazy("Disturbed just now"),
    Presence.PAUSED: gettext_lazy("Paused"),
    Presence.ANNOUNCED: gettext_lazy("Announced, not there yet"),
    Presence.STATED: gettext_lazy("As published, not checked here"),
    Presence.ABSENT: gettext_lazy("Does not exist"),
}
MARKS: Final = {
    Presence.WORKS: "check",
    Presence.TROUBLED: "alert",
    Presence.PAUSED: "pause",
    Presence.STATED: "info",
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
    "any": gettext_lazy("Ask where it suits you: a person answers on each of these."),
    "first_stop": gettext_lazy("Look there first: many questions are answered without waiting."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChannel:
    """One channel as the contact page tells of it."""

    kind: str
    name: str | Promise
    icon: str
    presence: Presence
    mark: str
    state_words: str | Promise
    names: tuple[str, ...]
    heard_at: datetime | None
    sent_at: datetime | None
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


def with_form(present: list[Present], profile: Profile) -> list[Present]:
    """Return the channels with our own form, which is there whether it is named or not."""
    if any(each.channel.kind == FORM for each in present):
        return present
    state = ChannelState.SUSPENDED if profile.suspended else ChannelState.LIVE
    form = Channel(kind=FORM, state=state, support_role=SupportRole.FULL)
    presence = Presence.PAUSED if profile.suspended else Presence.WORKS
    return [*present[:1], Present(channel=form, presence=presence), *present[1:]]


def shown_channels(
    brand: Brand, profile: Profile, present: list[Present], times: dict[str, Times]
) -> Iterator[ShownChannel]:
    """Yield every channel as it is now. `profile` has them as they are (`true_profile`)."""
    for each in present:
        if each.presence != Presence.ABSENT:
            yield _shown(brand, profile, each, times.get(each.channel.kind, Times()))


def absent_words(present: list[Present]) -> list[str | Promise]:
    """What the brand does not have, whoever says so."""
    gone = [kind_of(each.channel.kind) for each in present if each.presence == Presence.ABSENT]
    return [
        ABSENT.get(kind)
        or _("We are not on %(channel)s. Whoever writes there in our name is a fraud.")
        % {"channel": name_of(kind)}
        for kind in dict.fromkeys(gone)
    ]


def advised(
    brand: Brand, profile: Profile, found: Recommendation, *, reason: str = ""
) -> list[Advised]:
    """The recommended channels in words. What somebody chose goes along into the form."""
    values = {c.kind: c.value for c in profile.channels}
    return [
        Advised(
            name=name_of(each.kind),
            icon=ICONS.get(each.kind, "send"),
            address=address_of(brand, each.kind, values.get(each.kind, ""), reason),
            value=values.get(each.kind, ""),
            measured=measured_words(each.times),
            promised_at=each.times.due_at,
            promised_share=each.times.share,
        )
        for each in found.channels
    ]


def name_of(kind: str) -> str | Promise:
    return NAMES.get(kind, kind.replace("_", " ").capitalize())


def address_of(brand: Brand, kind: str, value: str, reason: str = "") -> str:
    """Where a channel is opened, as far as a link can; the form at its topic's questions."""
    if kind == "widget":
        return reverse("portal:talk", args=[brand.slug])
    if kind == FORM and reason:
        return reverse("portal:case_form", args=[brand.slug, reason])
    if kind == FORM:
        return reverse("portal:topics", args=[brand.slug])
    if kind == "mail" and value:
        return f"mailto:{value}"
    return value if value.startswith("https://") else ""


def _shown(brand: Brand, profile: Profile, present: Present, times: Times) -> ShownChannel:
    channel, found = present.channel, times.measured
    figures = () if channel.published is None else channel.published.response
    is_open = channel.state == ChannelState.LIVE
    return ShownChannel(
        kind=channel.kind,
        name=name_of(channel.kind),
        icon=ICONS.get(channel.kind, "send"),
        presence=present.presence,
        mark=MARKS.get(present.presence, "clock"),
        state_words=STATES[present.presence],
        names=present.names,
        heard_at=present.heard_at,
        sent_at=present.sent_at,
        address=address_of(brand, channel.kind, channel.value) if is_open else "",
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
