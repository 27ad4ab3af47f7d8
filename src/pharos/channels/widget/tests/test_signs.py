"""Typing, both ways: heard at once by the other side, by nobody else, and written nowhere."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client

from pharos.cases.models import Entry
from pharos.channels.widget.tests.caller import Caller, thread_id
from pharos.channels.widget.throttle import Throttle
from pharos.kernel.scope import brand_scope
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World


class Scene:
    """Dana has asked something; staff of her brand and of another have their desks open."""

    def __init__(self, server: DeskServer, world: World) -> None:
        self.server, self.world = server, world
        self.dana = Caller(server.url, world.brand.slug)
        self.dana.open()
        self.thread = thread_id()
        self.case = self.dana.say(self.thread, "Where is it?", topic="DEP.NOT_FOUND").json["case"]

    def desk(self, who: str) -> dict[str, str]:
        cookie = self.server.session_cookie(f"{who}-{self.world.mark}")
        return {"Cookie": f"{cookie['name']}={cookie['value']}"}

    def staff_type(self, who: str) -> int:
        client = Client()
        client.cookies = SimpleCookie(self.desk(who)["Cookie"])
        return client.post(f"/desk/cases/{self.case}/typing/").status_code

    def written(self) -> int:
        with brand_scope(self.world.brand.pk):
            said = Entry.objects.filter(brand_id=self.world.brand.pk)
            return said.exclude(author_kind="system").count()


@pytest.fixture
def scene(desk_server: DeskServer, world: World) -> Scene:
    return Scene(desk_server, world)


def heard(events: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [event["data"] for event in events if event["event"] == what]


def test_the_desk_sees_that_the_customer_types_and_nothing_is_written(scene: Scene) -> None:
    before = scene.written()
    with (
        scene.dana.stream("/live/desk", headers=scene.desk("amara")) as amara,
        scene.dana.stream("/live/desk", headers=scene.desk("chen")) as chen,
    ):
        assert scene.dana.on(scene.thread, "typing", {}).status == 204
        told = heard(amara.until("case.typing"), "case.typing")[0]
        elsewhere = Caller(scene.server.url, scene.world.elsewhere.slug)
        elsewhere.open()
        elsewhere.say(thread_id(), "Hello from Eastvale.")
        theirs = chen.until("queue.moved")

    assert (told["case"], told["by"]) == (scene.case, "customer")
    assert heard(theirs, "case.typing") == []
    assert scene.written() == before


def test_the_customer_sees_who_types_and_so_do_colleagues(scene: Scene) -> None:
    before = scene.written()
    with (
        scene.dana.stream(scene.thread) as dana,
        scene.dana.stream("/live/desk", headers=scene.desk("kofi")) as kofi,
    ):
        dana.until("entry")
        assert scene.staff_type("amara") == 204
        to_dana = dana.until("typing")[-1]["data"]
        to_kofi = kofi.until("case.typing")[-1]["data"]

    assert to_dana == {"name": "Amara"}
    assert (to_kofi["by"], to_kofi["name"], to_kofi["who"]) == (
        "staff",
        "Amara",
        scene.world.amara.pk,
    )
    assert scene.written() == before


@pytest.mark.parametrize(
    ("who", "status"), [("amara", 204), ("bruno", 204), ("olena", 403), ("chen", 404)]
)
def test_only_those_who_answer_are_seen_typing(scene: Scene, who: str, status: int) -> None:
    assert scene.staff_type(who) == status


def test_a_throttle_lets_each_key_through_once_and_forgets_the_oldest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = [100.0]
    monkeypatch.setattr("pharos.channels.widget.throttle.monotonic", lambda: moment[0])
    throttle = Throttle(2.0, most=2)

    throttle.happened("dana")
    assert (throttle.is_due("dana"), throttle.is_due("eve")) == (False, True)
    moment[0] += 2.0
    assert throttle.is_due("dana")
    for key in ("dana", "eve", "minjun"):
        throttle.happened(key)
    assert (throttle.is_due("dana"), throttle.is_due("minjun")) == (True, False)
