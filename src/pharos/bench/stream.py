"""P2, P3, P4: deliveries to open streams, what an idle one weighs, and what idle ones cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import uvloop

from pharos.bench import rivals
from pharos.bench.ground import Ground
from pharos.bench.idle import listeners, memory
from pharos.bench.load import Caller, Tally, connected
from pharos.bench.pgbench import Pgbench
from pharos.bench.results import Result, Rounds, against
from pharos.bench.rivals import Rival
from pharos.bench.seeding import talks
from pharos.bench.watching import Audience
from pharos.config.machine.errors import MachineError

STREAMS = 5000
SECONDS = 1.0
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Rooms and how many watch each. One message at a time is on its way in each room."""

    name: str
    rooms: range
    watchers: int


SCENES = (
    Scene("20 conversations, 50 watchers each", range(20), 50),
    Scene("64 conversations, 1 watcher each", range(20, 84), 1),
)


def run(ground: Ground, rounds: int) -> Iterator[Result]:
    """All that is measured of streams."""
    found = talks(ground, STREAMS)
    Pgbench.inserting(ground)
    us = rivals.ours(ground, found)
    others = {
        "channels + channels-redis + daphne": (20.0, rivals.channels(ground)),
        "python-socketio": (5.0, rivals.socketio(ground)),
        "nginx + nchan": (0.5, rivals.nchan(ground)),
    }
    present = [us, *(rival for _, rival in others.values() if rival is not None)]
    seen = uvloop.run(compete(present, rounds))
    for scene in SCENES:
        for name, (goal, rival) in others.items():
            theirs = seen[scene.name, rival.name] if rival else None
            result = Result(
                id="P2",
                name=f"stream: deliveries, each message durable; {scene.name}",
                value=0,
                unit="a second",
                peer=rival.name if rival else name,
                peer_value=None,
                ratio=None,
                goal=goal,
                note=_lost(theirs),
            )
            yield against(result, seen[scene.name, us.name].rates, theirs.rates if theirs else None)
    yield from listeners(ground, found, us.publish_port, rounds)
    yield from memory(ground, found, rounds)


class Seen:
    """What one contestant did in one scene."""

    def __init__(self) -> None:
        self.rates = Rounds()
        self.missing = 0


def _lost(theirs: Seen | None) -> str:
    return f"{theirs.missing} of its deliveries never came" if theirs and theirs.missing else ""


async def compete(present: list[Rival], rounds: int) -> dict[tuple[str, str], Seen]:
    """Keep everybody's streams open and let one after another publish."""
    audiences = {rival.name: Audience(rival.watch_port) for rival in present}
    for rival in present:
        rooms = [room for scene in SCENES for room in scene.rooms for _ in range(scene.watchers)]
        await audiences[rival.name].open([rival.greeting(room) for room in rooms])
    seen = {(scene.name, rival.name): Seen() for scene in SCENES for rival in present}
    for turn in range(rounds + 1):
        for scene in SCENES:
            for rival in present:
                rate, missing = await _delivered(rival, audiences[rival.name], scene)
                if turn:  # the first warms up
                    seen[scene.name, rival.name].rates.add(rate)
                    seen[scene.name, rival.name].missing += missing
    for audience in audiences.values():
        await audience.close()
    return seen


async def _delivered(rival: Rival, audience: Audience, scene: Scene) -> tuple[float, int]:
    """Publish for a while, wait until all has come; deliveries a second, and how many did not."""
    counter = audience.counter
    before = counter.delivered
    began = time.perf_counter()
    published = await _published(rival, scene)
    wanted = before + published * scene.watchers
    while counter.delivered < wanted:
        if time.perf_counter() - max(counter.last_at, began + SECONDS) > PATIENCE_SECONDS:
            break
        await asyncio.sleep(0.002)
    if counter.closed >= len(audience.watchers):
        raise MachineError("bench_stream", f"{rival.name} closed every stream")
    rate = (counter.delivered - before) / max(counter.last_at - began, SECONDS / 2)
    return rate, wanted - counter.delivered


async def _published(rival: Rival, scene: Scene) -> int:
    tally = Tally()
    makers: dict[Caller, Callable[[], bytes]] = {}
    until = time.perf_counter() + SECONDS
    left = len(scene.rooms)
    done = asyncio.Event()

    def again(caller: Caller) -> None:
        nonlocal left
        if time.perf_counter() < until:
            caller.send(makers[caller]())
            return
        left -= 1
        if not left:
            done.set()

    callers = await connected(rival.publish_port, tally, again, len(scene.rooms))
    for caller, room in zip(callers, scene.rooms, strict=True):
        makers[caller] = rival.maker(room)
    for caller in callers:
        again(caller)
    with suppress(TimeoutError):  # a peer may lose a request; its publisher then falls silent
        await asyncio.wait_for(done.wait(), SECONDS + PATIENCE_SECONDS)
    for caller in callers:
        if caller.transport is not None:
            caller.transport.abort()
    assert not tally.refused, tally.refused[:300]
    return tally.answered
