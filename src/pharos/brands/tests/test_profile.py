from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.brands.errors import ProfileInvalid
from pharos.brands.files import read_profile
from pharos.brands.parsing import parse_profile
from pharos.brands.profile import ChannelState, SupportRole
from pharos.kernel.reasons import REASONS
from pharos.testing.profile import profile as profile_of_tests

ROOT = Path(__file__).resolve().parents[4]
NORTHMERE = ROOT / "profiles" / "northmere.yaml"
EASTVALE = ROOT / "src/pharos/testing/profiles/eastvale.yaml"


def contents(**changes: Any) -> dict[str, Any]:
    return {**profile_of_tests("northmere", "Northmere"), **changes}


def problems(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(ProfileInvalid) as refused:
        parse_profile(contents(**changes), "p.yaml")
    return refused.value.problems


def test_the_demo_brand_is_complete() -> None:
    profile, _ = read_profile(NORTHMERE)

    assert profile.languages == ("en", "zh-Hans", "ko", "es")
    assert all(set(topic.labels) == set(profile.languages) for topic in profile.topics)
    assert [topic.assurance for topic in profile.topics] == [0, 0, 4, 2, 2, 0, 2, 0, 0]
    assert profile.service["first_response"].within == timedelta(minutes=2)
    assert profile.verified_at == date(2026, 11, 20)
    assert {team.slug for team in profile.teams} == {"support", "asia"}


def test_a_channel_can_be_promised_without_being_there() -> None:
    channels = {channel.kind: channel for channel in read_profile(NORTHMERE)[0].channels}

    assert channels["widget"].state == ChannelState.LIVE
    assert channels["telegram"].state == ChannelState.PROMISED
    assert channels["telegram"].support_role == SupportRole.REDIRECT_ONLY
    assert channels["phone"].state == ChannelState.ABSENT


@pytest.mark.parametrize("path", [NORTHMERE, EASTVALE])
def test_what_is_kept_reads_the_same_as_the_file(path: Path) -> None:
    profile, kept = read_profile(path)

    assert parse_profile(kept, "kept") == profile


def test_the_profile_of_tests_is_a_profile() -> None:
    assert parse_profile(contents(), "tests").hours.always


def test_an_error_names_file_place_and_value() -> None:
    opening = {"days": ["mon"], "from": "08:00", "until": "12:00"}
    wrong = {"days": ["mon"], "from": "25:00", "until": "12:00"}

    with pytest.raises(ProfileInvalid) as refused:
        parse_profile(contents(hours={"week": [opening, opening, wrong]}), "profiles/p.yaml")

    assert str(refused.value) == 'profiles/p.yaml: hours.week[2].from: "25:00" is not a time of day'
    assert refused.value.code == "profile_invalid"


def test_all_errors_are_told_at_once() -> None:
    found = problems(slug="North mere", timezone="Lisbon", languages=[], teams=[{"slug": "a"}])

    assert [problem.split(":")[0].split(" ")[0] for problem in found] == [
        "languages",
        "slug",
        "timezone",
        "topics[0].labels.en",
        "topics[0].labels.zh-Hans",
        "topics[0].labels.ko",
        "topics[0].labels.es",
        *(f"topics[{n}].labels.{tag}" for n in (1, 2) for tag in ("en", "zh-Hans", "ko", "es")),
        "teams[0].name",
        "teams[0].languages",
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"colour": "red"}, "colour is not known here"),
        ({"name": ""}, 'name: "" is not a text'),
        ({"recommend": []}, "recommend: [] is empty"),
        ({"recommend": [{"use": []}]}, "recommend[0].use: [] is empty"),
        ({"recommend": [{"use": ["form"], "urgency": "soon"}]}, 'recommend[0].urgency: "soon"'),
        ({"recommend": [{"use": ["form"], "reasons": ["NO"]}]}, 'recommend[0].reasons[0]: "NO"'),
        ({"hours": {"week": []}}, "hours.week: [] is empty"),
        ({"hours": "always"}, 'hours: "always" is not a mapping'),
        ({"hours": {"always": "yes"}}, 'hours.always: "yes" is neither true nor false'),
        (
            {"hours": {"week": [{"days": ["mon"], "from": 480, "until": "12:00"}]}},
            "hours.week[0].from: 480 is not a time of day; write it in quotes",
        ),
        (
            {"hours": {"week": [{"days": ["monday"], "from": "08:00", "until": "12:00"}]}},
            'hours.week[0].days[0]: "monday" is not a day',
        ),
        (
            {"hours": {"week": [{"days": ["mon"], "from": "08:00", "until": "08:00"}]}},
            'hours.week[0].until: "08:00" is when it begins',
        ),
        (
            {"hours": {"always": True, "holidays": {"country": "XX"}}},
            'hours.holidays.country: "XX" is not a country',
        ),
        (
            {"hours": {"always": True, "holidays": {"country": "DE", "subdivision": "PT"}}},
            'hours.holidays.subdivision: "PT" is not a subdivision of DE',
        ),
        ({"hours": {"always": True, "closed_on": ["soon"]}}, 'hours.closed_on[0]: "soon" is not'),
        (
            {"channels": [{"kind": "widget", "state": "ON"}]},
            'channels[0].state: "ON" is not one of',
        ),
        ({"origins": ["www.x.example"]}, 'origins[0]: "www.x.example" is not an origin'),
        ({"service": {"first": {}}}, "service.first is not known here"),
        ({"service": {"resolution": {"within": "2 days"}}}, "service.resolution.within: "),
        ({"service": {"resolution": {"within": "2d", "share": 0}}}, "service.resolution.share: 0"),
        ({"notice": {"en": "Paused"}}, "notice.zh-Hans is missing"),
        (
            {"teams": [{"slug": "a", "name": "A", "languages": ["English"]}]},
            "teams[0].languages[0]",
        ),
        (
            {"teams": [{"slug": "a", "name": "A", "languages": ["en"]}] * 2},
            'teams: "a" stands there more than once',
        ),
    ],
)
def test_what_is_wrong_is_refused(changes: dict[str, Any], problem: str) -> None:
    assert any(found.startswith(problem) for found in problems(**changes))


def test_a_topic_needs_a_reason_of_the_tree() -> None:
    topic = {"code": "DEP.LATE", "icon": "sun", "assurance": 5, "labels": {}}

    found = problems(topics=[topic], languages=["en"])

    assert [problem.split(":")[0] for problem in found] == [
        "topics[0].code",
        "topics[0].icon",
        "topics[0].assurance",
        "topics[0].labels.en is missing",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("slug: a\nslug: b\n", 'is not YAML: line 1: "slug" stands there more than once'),
        ("slug: [", "is not YAML: line 1: "),
        ("- slug\n", "this is not a mapping of fields to values"),
        ("!!python/object:os.system {}", "is not YAML: line 1: "),
    ],
)
def test_what_is_no_profile_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text)

    with pytest.raises(ProfileInvalid) as refused:
        read_profile(path, "p.yaml")

    assert refused.value.problems[0].startswith(problem)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileInvalid, match=r"cannot be read"):
        read_profile(tmp_path / "none.yaml")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.data())
def test_nonsense_anywhere_is_refused_and_never_crashes(data: st.DataObject) -> None:
    whole = yaml.safe_load(NORTHMERE.read_text())
    place: Any = whole
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(anything)

    with suppress(ProfileInvalid):
        parse_profile(whole, "p.yaml")


def test_the_tree_of_reasons_has_groups_and_words() -> None:
    assert len(REASONS) == 110
    assert REASONS["DEP.NOT_FOUND"].label == "Deposit not arrived"
    assert REASONS["WDR.REVIEW"].group == "Withdrawal"
    assert "FBK.OTHER" in REASONS
    assert "DEP" not in REASONS
