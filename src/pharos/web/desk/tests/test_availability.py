"""Agents say whether they take what comes; the open desk says that they are there."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest

from pharos.cases.models import Case
from pharos.channels.widget.tests.caller import Caller
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.models import Staff
from pharos.routing.actions.leave_absent import mark_absent
from pharos.routing.actions.set_availability import set_availability
from pharos.routing.models import Availability
from pharos.routing.presence import ABSENT_AFTER
from pharos.routing.tests.shift import Shift
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


def state(person: Staff) -> str:
    return Availability.objects.get(pk=person.pk).state


def gone(person: Staff, *, ago: timedelta) -> None:
    """Their last desk was closed so long ago."""
    set_availability(actor=person.actor(), state="away")
    Availability.objects.filter(pk=person.pk).update(here_at=now() - ago - ABSENT_AFTER)
    with frozen_at(now() - ago):
        mark_absent(actor=person.actor())


def open_desk(server: DeskServer, world: World, who: str) -> None:
    cookie = server.session_cookie(f"{who}-{world.mark}")
    headers = {"Cookie": f"{cookie['name']}={cookie['value']}"}
    person = getattr(world, who)
    before = here_at(person)
    with Caller(server.url, world.brand.slug).stream("/live/desk", headers=headers) as stream:
        assert stream.status == 200
        until = time.monotonic() + 10
        while here_at(person) == before and time.monotonic() < until:
            time.sleep(0.05)
    assert here_at(person) != before


def here_at(person: Staff) -> datetime | None:
    return Availability.objects.get(pk=person.pk).here_at


def test_an_agent_says_whether_they_take_what_comes(world: World) -> None:
    client = signed_in(world.amara)

    assert client.get("/desk/availability/").status_code == 200
    answer = client.post("/desk/availability/", {"state": "busy"}, headers={"HX-Request": "true"})

    assert state(world.amara) == "busy"
    assert 'id="presence"' in answer.text
    assert client.post("/desk/availability/", {"state": "asleep"}).status_code == 422
    assert signed_in(world.olena).post("/desk/availability/", {"state": "away"}).status_code == 403


def test_an_open_desk_is_known_and_one_that_comes_back_soon_goes_on(
    desk_server: DeskServer, world: World
) -> None:
    gone(world.amara, ago=timedelta(minutes=2))
    gone(world.kofi, ago=timedelta(hours=2))
    assert (state(world.amara), state(world.kofi)) == ("offline", "offline")

    for who in ("amara", "kofi"):
        open_desk(desk_server, world, who)

    assert (state(world.amara), state(world.kofi)) == ("away", "offline")


@pytest.mark.requirement("TK-03")
def test_a_case_reaches_a_free_agent_within_a_second(desk_server: DeskServer, world: World) -> None:
    shift = Shift(world)
    shift.there(world.amara)
    dana = Caller(desk_server.url, world.brand.slug)
    dana.open()
    asked_at = now()
    thread = f"00000000-0000-4000-8000-{world.mark}0001"
    number = dana.say(thread, "Where is it?", topic="DEP.NOT_FOUND").json["case"]

    with dana.stream(thread) as stream:
        joined = next(
            event["data"]
            for event in iter(lambda: stream.take(1)[0], None)
            if (event["data"].get("data") or {}).get("event") == "joined"
        )

    assert joined["name"] == "Amara"
    with brand_scope(world.brand.pk):
        case = Case.objects.get(number=number)
    assert case.assignee_id == world.amara.pk
    assert (case.moved_at - asked_at).total_seconds() < 1.5


def test_the_desk_says_why_a_case_came(world: World) -> None:
    shift = Shift(world)
    shift.there(world.amara)
    case = shift.asked()
    shift.push()

    page = signed_in(world.amara).get(f"/desk/cases/{case.number}/")

    assert "Given to Amara by routing: oldest in Support, English, 1 of 3 in use" in page.text
