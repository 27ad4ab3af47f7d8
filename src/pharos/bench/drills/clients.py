"""One process of clients: some browsers, and for the first process the agents too.

    python -m pharos.bench.drills.clients HOME NUMBER

Its part of the cast, addresses and pace are in `clients.json` of the home.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import uvloop
from yarl import URL

from pharos.bench.drills.agents import Agent
from pharos.bench.drills.browsers import Browser
from pharos.bench.drills.desks import Desk
from pharos.bench.drills.diary import Diary
from pharos.bench.drills.setting import Setting, cast

# The smallest receive buffer that Linux gives: a slow reader soon blocks its sender.
NARROW_BYTES = 2304
HOW = ("stream", "stream", "stream", "slow", "poll")


async def main(home: Path, number: int) -> None:
    plan = json.loads((home / "clients.json").read_text())
    rng = random.Random(plan["seed"] * 1000 + number)
    people = cast(home)
    mine = people["customers"][number :: plan["processes"]]
    wide = aiohttp.TCPConnector(limit=0, keepalive_timeout=5)
    narrow = aiohttp.TCPConnector(limit=0, socket_factory=_narrow_socket)
    async with (
        aiohttp.ClientSession(connector=wide, cookie_jar=aiohttp.DummyCookieJar()) as http,
        aiohttp.ClientSession(connector=narrow, cookie_jar=aiohttp.DummyCookieJar()) as slow,
    ):
        setting = Setting(
            name=str(number),
            home=home,
            live=plan["live"],
            web=plan["web"],
            http=http,
            narrow=slow,
            rng=rng,
            acks_wanted=plan["acks"] // plan["processes"],
            talkers=len(mine),
            until=time.monotonic() + plan["seconds"],
            **_calm(plan["calm"]),
        )
        lives = [_browser(setting, person) for person in mine]
        if number == 0 and not plan["agents"]:
            lives += [_desk(setting, person) for person in people["staff"]]
        lives += [_agent(setting, one) for one in people["agents"][number :: plan["processes"]]]
        await asyncio.gather(setting.watch(), *lives)


def _calm(told: dict[str, Any] | None) -> dict[str, Any]:
    if told is None:
        return {}
    return {
        "arrive_within": told["arrive_within"],
        "most_messages": told["messages"],
        "slow_pause": tuple(told["pause"]),
        "stays": tuple(told["stays"]),
        "thinks": tuple(told["thinks"]),
    }


async def _browser(setting: Setting, person: dict[str, Any]) -> None:
    rng = setting.rng
    conversation = str(UUID(int=rng.getrandbits(128), version=4))
    browser = Browser(
        setting=setting,
        brand=person["brand"],
        device=person["device"],
        token=person["token"],
        diary=Diary(setting.home / "diaries" / f"customer-{conversation}.jsonl"),
        conversation=conversation,
    )
    tabs = ["stream"] if setting.slow_pause else [rng.choice(HOW)]
    if not setting.slow_pause and rng.random() < 0.25:
        tabs.append(rng.choice(HOW))
    await browser.live(tabs)


async def _agent(setting: Setting, person: dict[str, str]) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies({"pharos_session": person["session"]}, URL(setting.web))
    diary = Diary(setting.home / "diaries" / f"agent-{person['name']}.jsonl")
    connector = setting.http.connector
    async with aiohttp.ClientSession(
        connector=connector, connector_owner=False, cookie_jar=jar
    ) as http:
        await Agent(setting=setting, name=person["name"], diary=diary, http=http).live()


async def _desk(setting: Setting, person: dict[str, str]) -> None:
    diary = Diary(setting.home / "diaries" / f"agent-{person['name']}.jsonl")
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True), connector=aiohttp.TCPConnector(limit=4)
    ) as http:
        desk = Desk(setting, person["name"], person["email"], person["password"], diary, http)
        await desk.live()


def _narrow_socket(address: Any) -> socket.socket:
    family, kind, protocol, *_ = address
    narrow = socket.socket(family, kind, protocol)
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW_BYTES)
    return narrow


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
