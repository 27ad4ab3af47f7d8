"""Who may open the desk's stream, and of which cases it tells whom."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from pharos.cases.models import Case
from pharos.kernel.scope import brand_scope
from pharos.live.bus import Wake
from pharos.live.signs import Sign
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.testing.cast import Cast
from pharos.testing.world import World
from pharos.web.desk.live import FAR_SECONDS, DeskDoor

SOON = 10.0


class Browser:
    """The other end of one stream."""

    def __init__(self, cookie: str | None) -> None:
        held = f"{settings.SESSION_COOKIE_NAME}={cookie}" if cookie else ""
        self.scope = {"headers": [(b"cookie", held.encode())]}
        self.gone = asyncio.Event()
        self.status = 0
        self.heard = b""

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.heard += message.get("body", b"")


def cookie_of(staff: Staff) -> str:
    client = Client()
    client.force_login(staff)
    return str(client.session.session_key)


@asynccontextmanager
async def opened_door() -> AsyncIterator[DeskDoor]:
    # One thread, so that its connection to the database can be closed behind it.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    async with asyncpg.create_pool(settings.DATABASE_URL, min_size=1, max_size=1) as pool:
        door = DeskDoor(pool, settings.SESSION_COOKIE_NAME)
        tasks = door.start()
        yield door
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(connections.close_all)


@asynccontextmanager
async def watching(door: DeskDoor, cookie: str | None) -> AsyncIterator[Browser]:
    browser = Browser(cookie)
    stream = asyncio.create_task(door(browser.scope, browser.receive, browser.send))
    await until(lambda: browser.status != 0)
    yield browser
    browser.gone.set()
    await stream


async def until(true: Any) -> None:
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 - what is heard sets no event
            await asyncio.sleep(0.005)


Frames = list[tuple[str, int]]
MOVED = re.compile(rb"event: case.moved\ndata: (.+)\n")


def frames(browser: Browser) -> Frames:
    """Return what the stream has said of cases that moved."""
    told = [json.loads(data) for data in MOVED.findall(browser.heard)]
    return [(each["case"], each["seq"]) for each in told]


def here(case: Case, staff: Staff) -> Sign:
    return Sign(
        brand_id=case.brand_id,
        what="here",
        number=case.number,
        by="staff",
        who=staff.pk,
        name=staff.name,
        data={"page": "abcd"},
    )


def moved(case: Case, seq: int = 9) -> Wake:
    return Wake(case.brand_id, case.number, seq, 0, 0)


def test_staff_of_any_role_may_listen_and_nobody_else(world: World) -> None:
    people = Cast(world).here
    cookies: dict[str, str | None] = {role: cookie_of(staff) for role, staff in people.items()}
    left = cookie_of(world.kofi)
    Staff.objects.filter(pk=world.kofi.pk).update(is_active=False)

    async def play() -> dict[str, int]:
        found = {}
        async with opened_door() as door:
            guests = cookies | {"anonymous": None, "invented": "x" * 32, "left": left}
            for who, cookie in guests.items():
                async with watching(door, cookie) as browser:
                    found[who] = browser.status
        return found

    assert asyncio.run(play()) == dict.fromkeys(Role.values, 200) | {
        "anonymous": 401,
        "invented": 401,
        "left": 401,
    }


@pytest.mark.requirement("TP-02")
def test_a_partner_hears_of_the_cases_of_their_team_and_of_no_others(world: World) -> None:
    cast = Cast(world)
    theirs, other = cast.case, world.asked(world.minjun)
    with brand_scope(world.brand.pk):
        Case.objects.filter(pk=other.pk).update(team=world.korean)
    cookies = [cookie_of(cast.here[Role.PARTNER]), cookie_of(cast.here[Role.AGENT])]

    async def play() -> tuple[bytes, bytes]:
        async with (
            opened_door() as door,
            watching(door, cookies[0]) as partner,
            watching(door, cookies[1]) as agent,
        ):
            door.heard([moved(other)])
            door.heard([moved(theirs)])
            await until(lambda: theirs.number.encode() in partner.heard)
            await until(lambda: theirs.number.encode() in agent.heard)
            return partner.heard, agent.heard

    partner, agent = asyncio.run(play())
    assert other.number.encode() not in partner
    assert other.number.encode() in agent


def test_who_looks_at_a_case_hears_at_once_and_others_of_all_that_moved_together(
    world: World,
) -> None:
    case, other = world.asked(), world.asked(world.minjun)
    cookies = [cookie_of(world.amara), cookie_of(world.bruno)]

    async def play() -> tuple[list[Frames], list[Frames]]:
        async with (
            opened_door() as door,
            watching(door, cookies[0]) as amara,
            watching(door, cookies[1]) as bruno,
        ):
            door.seen(here(case, world.amara))
            for wake in (moved(case, 7), moved(other, 8), moved(case, 9)):
                door.heard([wake])
            at_once = [frames(amara), frames(bruno)]
            await until(lambda: (len(frames(amara)), len(frames(bruno))) == (3, 2))
            await asyncio.sleep(FAR_SECONDS)
            return at_once, [frames(amara), frames(bruno)]

    at_once, at_last = asyncio.run(play())
    assert at_once == [[(case.number, 7), (case.number, 9)], []]
    assert at_last == [
        [(case.number, 7), (case.number, 9), (other.number, 8)],
        [(case.number, 9), (other.number, 8)],
    ]


def test_who_comes_to_a_case_that_moved_just_before_hears_it_before_any_sign(
    world: World,
) -> None:
    case, other = world.asked(), world.asked(world.minjun)
    cookie = cookie_of(world.bruno)

    async def play() -> tuple[Frames, Frames]:
        async with opened_door() as door, watching(door, cookie) as bruno:
            door.heard([moved(case, 7), moved(other, 8)])
            door.seen(here(case, world.bruno))
            door.seen(here(case, world.bruno))
            at_once = frames(bruno)
            await until(lambda: len(frames(bruno)) == 2)
            await asyncio.sleep(FAR_SECONDS)
            return at_once, frames(bruno)

    at_once, at_last = asyncio.run(play())
    assert at_once == [(case.number, 7)]
    assert at_last == [(case.number, 7), (other.number, 8)]


@pytest.mark.requirement("TP-02")
def test_a_partner_hears_once_that_a_case_has_left_their_team(world: World) -> None:
    cast = Cast(world)
    leaving, staying = cast.case, world.asked(world.minjun)
    cookie = cookie_of(cast.here[Role.PARTNER])

    def leave() -> None:
        with brand_scope(world.brand.pk):
            Case.objects.filter(pk=leaving.pk).update(team=world.korean)

    async def play() -> bytes:
        async with opened_door() as door, watching(door, cookie) as partner:
            door.heard([moved(leaving, 1)])
            await until(lambda: b'"seq":1}' in partner.heard)
            await asyncio.to_thread(leave)
            door.heard([moved(leaving, 2)])
            door.heard([moved(leaving, 3)])
            door.heard([moved(staying, 4)])
            await until(lambda: b'"seq":4}' in partner.heard)
            return partner.heard

    heard = asyncio.run(play())
    assert b'"seq":2}' in heard
    assert b'"seq":3}' not in heard
