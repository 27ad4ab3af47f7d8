"""The five examples say what is stated of each exchange, written down here by hand, and no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pharos.brands.files import read_profile
from pharos.brands.parsing import parse_profile
from pharos.brands.profile import Profile

DAY = timedelta(days=1)
PROFILES = Path(__file__).resolve().parents[4] / "profiles"
EXAMPLES = ["bithumb", "bitget", "upbit", "bitmart", "bitfinex"]


def example(slug: str) -> Profile:
    return read_profile(PROFILES / f"{slug}.yaml")[0]


def states(profile: Profile) -> dict[str, str]:
    return {channel.kind: channel.state.value for channel in profile.channels}


def roles(profile: Profile) -> dict[str, str]:
    return {channel.kind: channel.support_role.value for channel in profile.channels}


def answers(profile: Profile) -> dict[tuple[str, str], str]:
    return {
        (channel.kind, figure.when): figure.text
        for channel in profile.channels
        if channel.published
        for figure in channel.published.response
    }


def availability(profile: Profile) -> dict[str, str]:
    given = ((c.kind, c.published.availability) for c in profile.channels if c.published)
    return {kind: text for kind, text in given if text}


def test_there_are_these_six() -> None:
    assert {path.stem for path in PROFILES.glob("*.yaml")} == {*EXAMPLES, "northmere"}


@pytest.mark.parametrize("slug", EXAMPLES)
def test_an_example_is_marked_and_nothing_in_it_is_verified(slug: str) -> None:
    profile, kept = read_profile(PROFILES / f"{slug}.yaml")

    assert profile.slug == slug
    assert profile.example
    assert profile.verified_at is None
    assert all(channel.verified_at is None for channel in profile.channels)
    assert all("verified_at" in channel for channel in kept["channels"])
    assert "A4." in (PROFILES / f"{slug}.yaml").read_text()
    assert parse_profile(kept, "kept") == profile


@pytest.mark.parametrize("slug", EXAMPLES)
def test_nothing_is_invented(slug: str) -> None:
    """No addresses, promises, holidays, looks or times to solve a problem are stated anywhere."""
    profile = example(slug)

    assert [channel.value for channel in profile.channels if channel.value] == []
    assert all(c.published.resolution == () for c in profile.channels if c.published)
    assert (profile.service, profile.notice, profile.timezone) == ({}, {}, "UTC")
    assert (profile.hours.country, profile.hours.closed_on) == (None, frozenset())
    assert (profile.mail.support, profile.mail.sender, profile.appearance.accent) == ("", "", "")


def test_bithumb() -> None:
    profile = example("bithumb")

    assert profile.languages == ("ko",)
    assert not profile.hours.are_stated
    assert states(profile) == {
        "widget": "LIVE",
        "mail": "LIVE",
        "help_center": "LIVE",
        "phone": "PROMISED",
        "twitter": "LIVE",
        "facebook": "LIVE",
    }
    assert roles(profile)["twitter"] == roles(profile)["facebook"] == "none"
    assert profile.channels[0].surfaces == ("web", "app")
    assert answers(profile)[("mail", "any")] == "Several days to weeks"
    assert answers(profile)[("widget", "peak")].startswith("Several hours in the queue")
    assert profile.vip is None


def test_bitget() -> None:
    profile = example("bitget")
    figures = [f for c in profile.channels if c.kind == "mail" for f in c.published.response]  # type: ignore[union-attr]

    assert not profile.states_languages
    assert profile.hours.always
    assert set(states(profile)) == {
        *("widget", "mail", "help_center", "ticket", "bot"),
        *("facebook", "twitter", "telegram"),
    }
    assert set(states(profile).values()) == {"LIVE"}
    assert {roles(profile)[kind] for kind in ("facebook", "twitter", "telegram")} == {"full"}
    assert answers(profile)[("widget", "quiet")] == "Minutes"
    assert answers(profile)[("widget", "peak")] == "Tens of minutes"
    assert answers(profile)[("telegram", "complex")] == "Days or weeks"
    assert [(f.at_least, f.at_most) for f in figures] == [(DAY, 2 * DAY)]
    assert availability(profile) == {"widget": "Usually 24 hours on 7 days"}
    assert profile.vip is not None
    assert (profile.vip.known_by, profile.vip.gives) == (("level",), ("priority",))


def test_upbit() -> None:
    profile = example("upbit")

    assert profile.languages == ("ko",)
    assert not profile.hours.are_stated
    assert states(profile) == {
        **dict.fromkeys(("help_center", "ticket", "bot", "widget", "mail", "forum"), "LIVE"),
        **dict.fromkeys(("facebook", "twitter", "wechat", "weibo"), "LIVE"),
        **dict.fromkeys(("voice_in_app", "vip"), "PROMISED"),
        "phone": "ABSENT",
    }
    assert {roles(profile)[k] for k in ("facebook", "twitter", "wechat", "weibo")} == {
        "redirect_only"
    }
    assert roles(profile)["forum"] == "none"
    assert answers(profile)[("ticket", "any")] == "Several hours to days"
    assert answers(profile)[("mail", "any")].startswith("Several days to several weeks")
    assert profile.vip is not None
    assert profile.vip.known_by == ("trading_volume", "holdings")
    assert "advice" in profile.vip.gives
    assert {topic.code.split(".")[0] for topic in profile.topics} >= {"ACC", "DEP", "WDR", "API"}


@pytest.mark.requirement("LG-09")
def test_bitmart() -> None:
    profile = example("bitmart")
    week = {(opening.day, opening.start, opening.until) for opening in profile.hours.week}

    assert profile.languages == ("en", "zh-Hans", "es")
    assert week == {(day, 9 * 60, 18 * 60) for day in range(5)}
    assert set(states(profile)) == {"widget", "help_center", "forum", "mail", "social"}
    assert answers(profile) == {("widget", "open_hours"): "A few minutes"}
    assert "2018" in profile.note
    assert "Cayman" in profile.note
    assert profile.vip is None


@pytest.mark.requirement("CH-40")
def test_bitfinex() -> None:
    profile = example("bitfinex")
    bounds = [f.at_most for c in profile.channels if c.published for f in c.published.response]

    assert not profile.states_languages
    assert profile.hours.always
    assert states(profile) == {
        **dict.fromkeys(("help_center", "widget", "mail", "twitter", "telegram", "forum"), "LIVE"),
        "other": "PROMISED",
    }
    assert availability(profile) == dict.fromkeys(("widget", "mail"), "Normally 24 hours")
    assert set(bounds) == {None}
    assert {t.code for t in profile.topics} >= {"ACC.LOCKED", "ACC.PASSWORD", "DEP.NOT_FOUND"}
    assert profile.vip is None


def test_the_demo_brand_is_ours_and_no_example() -> None:
    assert not example("northmere").example
