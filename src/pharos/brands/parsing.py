"""From the contents of a profile file to a Profile, or to everything that is wrong with them."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import asdict
from functools import cache
from typing import Final

from holidays import list_supported_countries

from pharos.brands import parsing_offer as offer
from pharos.brands.errors import ProfileInvalid
from pharos.brands.node import Node
from pharos.brands.offer import SURFACES
from pharos.brands.parts import languages as languages_of
from pharos.brands.parts import once, optional_text, several_of, texts
from pharos.brands.profile import (
    CLOCK_KINDS,
    ICONS,
    Channel,
    ChannelState,
    FileLimits,
    Hours,
    Limits,
    Opening,
    Profile,
    Repeats,
    SupportRole,
    Target,
    TeamProfile,
    Topic,
)
from pharos.kernel.reasons import REASONS

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HIGHEST_ASSURANCE: Final = 4
MOST_OF_FILES: Final = 100_000
# What the desk speaks for a brand that does not say: the words on our own screens need one.
UNSTATED_LANGUAGES: Final = ("en",)
HIGHEST_LIMIT: Final = 1_000_000
# Beyond a quarter of a year nobody calls it the same contact.
MOST_DAYS_OF_REPEATS: Final = 90

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{1,30}")
_ORIGIN: Final = re.compile(r"\*|https?://[a-z0-9.-]+(?::\d{1,5})?")


def parse_profile(contents: object, source: str) -> Profile:
    """Check the contents of a profile; refused with all problems at once (`profile_invalid`)."""
    root = Node(contents, "", [])
    if not isinstance(contents, dict):
        raise ProfileInvalid(source, ("this is not a mapping of fields to values",))
    profile = _profile(root)
    if root.problems:
        raise ProfileInvalid(source, tuple(root.problems))
    return profile


def parse_hours(contents: object, source: str) -> Hours:
    """Check hours that stand by themselves, written as in a profile (`profile_invalid`)."""
    root = Node(contents, "hours", [])
    hours = _hours(root)
    if root.problems:
        raise ProfileInvalid(source, tuple(root.problems))
    return hours


def _profile(root: Node) -> Profile:
    root.knows(*(name for name in Profile.__dataclass_fields__ if name != "states_languages"))
    stated = root.field("languages", None)
    languages = languages_of(stated) if stated.is_given else UNSTATED_LANGUAGES
    verified_at = root.field("verified_at", None)
    notice = root.field("notice", None)
    realm = root.field("account_realm", None)
    return Profile(
        slug=root.field("slug").matching(_SLUG, "a name of small letters, digits and dashes"),
        name=root.field("name").text(),
        languages=languages,
        timezone=_timezone(root.field("timezone", "UTC")),
        hours=_hours(root.field("hours", None)),
        channels=_channels(root.field("channels")),
        topics=_topics(root.field("topics"), languages),
        teams=_teams(root.field("teams")),
        service=_service(root.field("service", {})),
        origins=_origins(root.field("origins", [])),
        states_languages=stated.is_given,
        example=root.field("example", default=False).truth(),
        suspended=root.field("suspended", default=False).truth(),
        note=optional_text(root.field("note", None), longest=2_000),
        vip=offer.vip(root.field("vip", None)),
        appearance=offer.appearance(root.field("appearance", {}), languages),
        mail=offer.mail(root.field("mail", {})),
        security=offer.security(root.field("security", {})),
        notice=texts(notice, languages, longest=400) if notice.is_given else {},
        verified_at=verified_at.day() if verified_at.is_given else None,
        files=_files(root.field("files", {})),
        limits=_limits(root.field("limits", {})),
        repeats=_repeats(root.field("repeats", {})),
        recommend=offer.channel_rules(root.field("recommend", None)),
        public_reply=offer.public_reply(root.field("public_reply", None), languages),
        policies=offer.policies(root.field("policies", []), languages),
        account_realm=realm.matching(_SLUG, "a name of small letters") if realm.is_given else "",
    )


def limits_of(contents: object) -> Limits:
    """Return the limits that a profile's contents set; what is not set has its default."""
    return _limits(Node(contents if isinstance(contents, dict) else {}, "limits", []))


def _limits(node: Node) -> Limits:
    usual = asdict(Limits())
    node.knows(*usual)
    return Limits(
        **{name: node.field(name, most).number(1, HIGHEST_LIMIT) for name, most in usual.items()}
    )


def _repeats(node: Node) -> Repeats:
    usual = Repeats()
    node.knows(*Repeats.__dataclass_fields__)
    days = node.field("join_within_days", usual.join_within_days)
    return Repeats(join_within_days=days.number(0, MOST_DAYS_OF_REPEATS))


def _timezone(node: Node) -> str:
    return node.one_of(_zones(), "a time zone such as Europe/Lisbon")


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def _countries() -> dict[str, list[str]]:
    return list_supported_countries()


def _hours(node: Node) -> Hours:
    if not node.is_given:
        return Hours(always=False)
    node.knows("always", "week", "holidays", "closed_on")
    always = node.field("always", False).truth()  # noqa: FBT003
    week = tuple(
        opening
        for item in node.field("week", []).items(at_least=0 if always else 1)
        for opening in _openings(item)
    )
    country, subdivision = _holidays(node.field("holidays", None))
    closed = frozenset(item.day() for item in node.field("closed_on", []).items())
    return Hours(
        always=always, week=week, country=country, subdivision=subdivision, closed_on=closed
    )


def _openings(node: Node) -> list[Opening]:
    node.knows("days", "from", "until")
    days = [item.one_of(DAYS, "a day (mon to sun)") for item in node.field("days").items()]
    start = node.field("from").time_of_day()
    until = node.field("until").time_of_day()
    if start == until:
        node.field("until").wrong("is when it begins; a whole day is 00:00 to 24:00")
    return [Opening(day=DAYS.index(day), start=start, until=until) for day in days]


def _holidays(node: Node) -> tuple[str | None, str | None]:
    if not node.is_given:
        return None, None
    node.knows("country", "subdivision")
    countries = _countries()
    country = node.field("country").one_of(countries, "a country such as PT")
    subdivision = node.field("subdivision", None)
    if not subdivision.is_given:
        return country, None
    return country, subdivision.one_of(["", *countries[country]], f"a subdivision of {country}")


def _channels(node: Node) -> tuple[Channel, ...]:
    return tuple(_channel(item) for item in node.items(at_least=1))


def _channel(node: Node) -> Channel:
    node.knows(*Channel.__dataclass_fields__)
    value, verified = node.field("value", None), node.field("verified_at", None)
    states, roles = [*ChannelState], [*SupportRole]
    return Channel(
        kind=node.field("kind").matching(_KIND, "a kind of channel such as widget"),
        state=ChannelState(node.field("state").one_of(states, f"one of {', '.join(states)}")),
        support_role=SupportRole(
            node.field("support_role").one_of(roles, f"one of {', '.join(roles)}")
        ),
        value=value.text(longest=300) if value.is_given else "",
        surfaces=several_of(node.field("surfaces", []), SURFACES),
        note=optional_text(node.field("note", None), longest=400),
        published=offer.published(node.field("published", None)),
        verified_at=verified.day() if verified.is_given else None,
    )


def _topics(node: Node, languages: tuple[str, ...]) -> tuple[Topic, ...]:
    items = node.items(at_least=1)
    below = [
        one
        for item in items
        if isinstance((reasons := item.field("reasons", [])).value, list)
        for one in reasons.items()
    ]
    once(node, [item.field("code") for item in (*items, *below)])
    return tuple(_topic(item, languages) for item in items)


def _topic(node: Node, languages: tuple[str, ...]) -> Topic:
    node.knows(*Topic.__dataclass_fields__)
    return Topic(
        code=node.field("code").one_of(REASONS, "a contact reason such as DEP.NOT_FOUND"),
        icon=node.field("icon").one_of(ICONS, "one of our icons"),
        assurance=node.field("assurance").number(0, HIGHEST_ASSURANCE),
        labels=texts(node.field("labels"), languages, longest=80),
        questions=offer.questions(node.field("questions", []), languages),
        reasons=offer.narrow_reasons(node.field("reasons", []), languages),
    )


def _teams(node: Node) -> tuple[TeamProfile, ...]:
    items = node.items(at_least=1)
    once(node, [item.field("slug") for item in items])
    return tuple(_team(item) for item in items)


def _team(node: Node) -> TeamProfile:
    node.knows(*TeamProfile.__dataclass_fields__)
    return TeamProfile(
        slug=node.field("slug").matching(_SLUG, "a name of small letters, digits and dashes"),
        name=node.field("name").text(),
        languages=languages_of(node.field("languages")),
    )


def _service(node: Node) -> dict[str, Target]:
    node.knows(*CLOCK_KINDS)
    return {kind: _target(item) for kind, item in node.entries()}


def _target(node: Node) -> Target:
    node.knows(*Target.__dataclass_fields__)
    alarm, later = node.field("alarm_after", None), node.field("offer_later_after", None)
    return Target(
        within=node.field("within").span(),
        share=node.field("share", 100).number(1, 100),
        in_open_hours=node.field("in_open_hours", True).truth(),  # noqa: FBT003
        alarm_after=alarm.span() if alarm.is_given else None,
        offer_later_after=later.span() if later.is_given else None,
    )


def _files(node: Node) -> FileLimits:
    """Megabytes, and how many files; what is not given has its default."""
    names = [*FileLimits.__dataclass_fields__]
    node.knows(*names)
    given = {name: node.field(name, None) for name in names}
    numbers = {name: at.number(1, MOST_OF_FILES) for name, at in given.items() if at.is_given}
    return FileLimits(**numbers)


def _origins(node: Node) -> tuple[str, ...]:
    what = "an origin such as https://www.example.com"
    return tuple(item.matching(_ORIGIN, what) for item in node.items())
