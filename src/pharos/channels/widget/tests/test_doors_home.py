"""The first screen: are people here, until when, and else from when."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pharos.cases.models import Case
from pharos.channels.widget.tests.caller import Caller, thread_id
from pharos.clocks.models import Clock
from pharos.kernel.scope import brand_scope
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FOLLOWED_UP_SECONDS = 5


@pytest.fixture
def visitor(desk_server: DeskServer, world: World) -> Caller:
    return Caller(desk_server.url, world.brand.slug)


def open_between(world: World, start: timedelta, until: timedelta) -> tuple[datetime, datetime]:
    """People are there each day between two instants, counted from now."""
    this_minute = datetime.now(UTC).replace(second=0, microsecond=0)
    begins, ends = this_minute + start, this_minute + until
    hours = {"days": DAYS, "from": f"{begins:%H:%M}", "until": f"{ends:%H:%M}"}
    world.brand.profile |= {"hours": {"week": [hours]}, "timezone": "UTC"}
    world.brand.save()
    return begins, ends


def home(visitor: Caller, language: str = "en") -> Any:
    return visitor.call("GET", f"/live/brands/{visitor.brand}/home?lang={language}").json


def spelled(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


@pytest.mark.requirement("CH-28", "CH-31")
def test_during_the_hours_people_are_here_until_they_close(world: World, visitor: Caller) -> None:
    _, ends = open_between(world, timedelta(hours=-1), timedelta(hours=2))

    assert home(visitor)["people"] == {"here": True, "until": spelled(ends), "back_at": None}


@pytest.mark.requirement("CH-28", "CH-31")
def test_outside_the_hours_it_says_when_they_are_back(world: World, visitor: Caller) -> None:
    begins, _ = open_between(world, timedelta(hours=2), timedelta(hours=4))

    assert home(visitor)["people"] == {"here": False, "until": None, "back_at": spelled(begins)}


@pytest.mark.requirement("CH-28")
def test_day_and_night_has_no_end(visitor: Caller) -> None:
    assert home(visitor)["people"] == {"here": True, "until": None, "back_at": None}


@pytest.mark.requirement("CH-31")
def test_a_chat_is_handed_to_the_people_who_are_there(world: World, visitor: Caller) -> None:
    open_between(world, timedelta(hours=-1), timedelta(hours=2))
    visitor.open()

    number = visitor.say(thread_id(), "Is there a human?").json["case"]

    case, clock = followed_up(world, number)
    assert (case.state, case.team) == ("QUEUED", world.support)
    assert clock.due_at == clock.started_at + timedelta(minutes=2)


@pytest.mark.requirement("CH-31")
def test_a_chat_outside_the_hours_is_kept_for_when_they_are_back(
    world: World, visitor: Caller
) -> None:
    begins, _ = open_between(world, timedelta(hours=2), timedelta(hours=4))
    visitor.open()

    number = visitor.say(thread_id(), "Is there a human?").json["case"]

    case, clock = followed_up(world, number)
    assert case.state == "QUEUED"
    assert clock.due_at == begins + timedelta(minutes=2)


def followed_up(world: World, number: str) -> tuple[Case, Clock]:
    """What the running worker has made of a case, within seconds."""
    until = time.monotonic() + FOLLOWED_UP_SECONDS
    while True:
        with brand_scope(world.brand.pk):
            found = Case.objects.select_related("team").filter(number=number)
            # Both move in one transaction: what is read last has moved if the first has.
            clock = Clock.objects.get(case_id=found.get().pk)
            case = found.get()
        if clock.due_at is not None:
            return case, clock
        assert time.monotonic() < until, "nobody followed up"
        time.sleep(0.05)


def test_the_brand_s_own_words_are_in_the_reader_s_language(world: World, visitor: Caller) -> None:
    labels = {"en": "Deposit", "ko": "입금", "zh-Hans": "充值", "es": "Depósito"}
    world.brand.profile["topics"][0]["labels"] = labels
    world.brand.profile["notice"] = labels
    world.brand.save()

    for asked, language in (
        ("ko", "ko"),
        ("ko-KR", "ko"),
        ("zh-Hans", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("fr", "en"),
        ("", "en"),
    ):
        told = home(visitor, asked)
        assert told["topics"][0]["label"] == told["notice"]["text"] == labels[language]


def test_the_first_screen_names_the_brand_and_its_topics(world: World, visitor: Caller) -> None:
    told = home(visitor)

    assert (told["brand"], told["name"]) == (world.brand.slug, "Northmere")
    assert (told["accent"], told["hello"]) == ("", "")
    assert told["languages"] == ["en", "zh-Hans", "ko", "es"]
    levels = {topic["code"]: topic["assurance"] for topic in told["topics"]}
    assert levels == {"DEP.NOT_FOUND": 0, "ACC.2FA_LOST": 4, "ACC.LOCKED": 3}
    assert told["notice"] is None


def test_a_brand_that_is_not_there_is_refused(visitor: Caller) -> None:
    visitor.brand = "nobody"

    answer = visitor.call("GET", "/live/brands/nobody/home")

    assert answer.refusal == (404, "not_found")


def test_the_first_screen_has_the_looks_of_the_brand(world: World, visitor: Caller) -> None:
    greetings = {"en": "Hello", "zh-Hans": "你好", "ko": "안녕하세요", "es": "Hola"}
    looks = {"accent": "#1a6fd1", "logo": "North", "greetings": greetings}
    world.brand.profile |= {"appearance": looks}
    world.brand.save()

    told = home(visitor, "ko")

    assert (told["name"], told["accent"]) == ("North", "#1a6fd1")
    assert told["hello"] == greetings["ko"]
