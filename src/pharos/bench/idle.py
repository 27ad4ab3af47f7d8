"""P3 and P4: what an idle stream weighs, and what idle listeners cost those who publish."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import psycopg
import uvloop

from pharos.bench.ground import Ground
from pharos.bench.load import hurried, message_maker
from pharos.bench.pgbench import Pgbench
from pharos.bench.results import Result, Rounds, against
from pharos.bench.seeding import Talk
from pharos.bench.watching import Audience, Greeting, sse
from pharos.config.machine import ports

CLIENTS = 64
LISTENERS = 1000
SECONDS = 2
SETTLE_SECONDS = 1.0
WARM_UP = 200
# What the server gives us at the start is not an idle stream's.
KILOBYTE = 1000


def memory(ground: Ground, found: list[Talk], rounds: int) -> Iterator[Result]:
    """P3: resident memory of one idle stream, ours and a bare ASGI callable's."""
    ours, theirs = Rounds(), Rounds()
    for _ in range(rounds):
        process, port = ground.start_live()
        ours.add(_weight(process, port, [_ours(talk, port) for talk in found]))
        process, port = _bare(ground)
        theirs.add(_weight(process, port, [sse("/", port)] * len(found)))
    result = Result(
        id="P3",
        name=f"stream: resident memory of one idle stream, {len(found):,} on one process",
        value=0,
        unit="kB",
        peer="a bare ASGI callable under uvicorn",
        peer_value=None,
        ratio=None,
        goal=None,
    )
    yield against(result, ours, theirs, smaller_is_better=True)
    yield Result(
        id="P3",
        name="stream: the same against the fixed goal",
        value=ours.median,
        unit="kB",
        peer="11 kB",
        peer_value=11.0,
        ratio=11.0 / ours.median,
        worst=11.0 / max(ours.values),
        goal=1.0,
    )


def _weight(process: subprocess.Popen[bytes], port: int, greetings: list[Greeting]) -> float:
    weight = uvloop.run(_weighed(psutil.Process(process.pid), port, greetings))
    process.terminate()
    process.wait()
    return weight


async def _weighed(process: psutil.Process, port: int, greetings: list[Greeting]) -> float:
    first = Audience(port)
    await first.open(greetings[:WARM_UP])
    await first.close()
    await asyncio.sleep(SETTLE_SECONDS)
    before = process.memory_info().rss
    audience = Audience(port)
    await audience.open(greetings)
    await asyncio.sleep(SETTLE_SECONDS)
    after = process.memory_info().rss
    assert not audience.counter.closed, "every stream is still open"
    await audience.close()
    return (after - before) / len(greetings) / KILOBYTE


def _bare(ground: Ground) -> tuple[subprocess.Popen[bytes], int]:
    port = ports.free_port()
    command = [sys.executable, "-m", "uvicorn", "--log-level", "warning", "--no-access-log"]
    name = "pharos.bench.peer_programs.bare:application"
    return ground.start([*command, "--port", str(port), name], port), port


def _ours(talk: Talk, port: int) -> Greeting:
    return sse(f"/live/conversations/{talk.thread}/stream?after=0", port, talk.token)


def listeners(ground: Ground, found: list[Talk], port: int, rounds: int) -> Iterator[Result]:
    """P4: publishing with idle listeners beside publishing with none; the same of NOTIFY."""
    talking, idling = found[-CLIENTS:], found[200 : 200 + LISTENERS]
    with_none, with_many = Rounds(), Rounds()
    notify_none, notify_many = Rounds(), Rounds()
    makers = [message_maker(talk, port) for talk in talking]
    greetings = [_ours(talk, port) for talk in idling]
    peer = Pgbench(ground, "NOTIFY bench;\n")
    with ExitStack() as stack:
        connections = [
            stack.enter_context(psycopg.connect(ground.url("admin"), autocommit=True))
            for _ in range(LISTENERS)
        ]
        for _ in range(rounds):
            alone, crowded = uvloop.run(_published(makers, greetings, port))
            with_none.add(alone)
            with_many.add(crowded)
            notify_none.add(peer.rate(clients=CLIENTS, seconds=1))
            for connection in connections:
                connection.execute("LISTEN bench")
            notify_many.add(peer.rate(clients=CLIENTS, seconds=1))
            for connection in connections:
                connection.execute("UNLISTEN bench")
    drop = [many / none for many, none in zip(notify_many.values, notify_none.values, strict=True)]
    plain = sorted(drop)[len(drop) // 2]
    result = Result(
        id="P4",
        name=f"stream: publishing with {LISTENERS:,} idle listeners",
        value=0,
        unit="messages a second",
        peer="the same with none",
        peer_value=None,
        ratio=None,
        goal=0.95,
        note=(
            f"plain NOTIFY with {LISTENERS:,} LISTEN connections keeps {plain:.3f}x: "
            f"{notify_many.median:,.0f} of {notify_none.median:,.0f} a second"
        ),
    )
    yield against(result, with_many, with_none)


async def _published(
    makers: list[Callable[[], bytes]], greetings: list[Greeting], port: int
) -> tuple[float, float]:
    alone = await hurried(makers, port, clients=CLIENTS, seconds=SECONDS)
    audience = Audience(port)
    await audience.open(greetings)
    crowded = await hurried(makers, port, clients=CLIENTS, seconds=SECONDS)
    await audience.close()
    return alone, crowded
