"""P1 without HTTP: the group-commit writer against single-row INSERT, on the same server."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import uvloop

from pharos.bench.ground import Ground
from pharos.bench.limits import fdatasync_times
from pharos.bench.pgbench import Pgbench
from pharos.bench.results import Result, Rounds, against
from pharos.bench.seeding import CHANNEL, Talk, talks
from pharos.cases.ledger.writer import GroupCommitWriter
from pharos.kernel.time import now
from pharos.live.pool import connection_pool
from pharos.reception.receive import MOVES, RECEIVE

CLIENTS = 64
CASES = 1024
SECONDS = 3
BODY = "Where is my deposit? It has been two hours."
APPEND = "SELECT * FROM append_entries($1::json)"

Row = Callable[[Talk], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Contestant:
    name: str
    flushers: int
    statement: tuple[str, ...]
    row: Row
    goal: float | None = None


def message_row(talk: Talk) -> dict[str, Any]:
    """One message as the door hands it to the writer."""
    return {
        "client_token": str(uuid4()),
        "brand_id": talk.brand_id,
        "customer_id": talk.id,
        "channel": CHANNEL,
        "external_id": talk.thread,
        "author_name": "Dana",
        "body": BODY,
        "payload": None,
        "created_at": now().isoformat(),
    }


def entry_row(talk: Talk) -> dict[str, Any]:
    """One entry of the ledger alone."""
    return {
        "client_token": str(uuid4()),
        "brand_id": talk.brand_id,
        "case_id": talk.id,
        "conversation_id": talk.id,
        "kind": "message",
        "author_kind": "customer",
        "author_id": talk.id,
        "author_name": "Dana",
        "visibility": "customer",
        "body": BODY,
        "created_at": now().isoformat(),
    }


CONTESTANTS = (
    Contestant("messages taken in, 1 flusher", 1, (RECEIVE, MOVES), message_row),
    Contestant("messages taken in, 2 flushers", 2, (RECEIVE, MOVES), message_row, 0.7),
    Contestant("ledger entries, 1 flusher", 1, (APPEND,), entry_row),
    Contestant("ledger entries, 2 flushers", 2, (APPEND,), entry_row),
)


def run(ground: Ground, rounds: int) -> Iterator[Result]:
    """Messages and entries a second from 64 tasks, beside pgbench at 64 clients."""
    found = talks(ground, CASES)
    peer = Pgbench.inserting(ground)
    theirs, syncs = Rounds(), Rounds()
    ours = {contestant.name: Rounds() for contestant in CONTESTANTS}
    for _ in range(rounds):
        theirs.add(peer.rate(clients=CLIENTS, seconds=SECONDS))
        syncs.add(len(fdatasync_times(ground.postgres.cluster.folder)))
        for contestant in CONTESTANTS:
            ours[contestant.name].add(uvloop.run(written(ground, found, contestant)))
    for contestant in CONTESTANTS:
        result = Result(
            id="P1",
            name=f"ledger: {contestant.name}",
            value=0,
            unit="a second",
            peer=f"pgbench, single-row INSERT, {CLIENTS} clients",
            peer_value=None,
            ratio=None,
            goal=contestant.goal,
            note=f"one fdatasync after another: {syncs.median:,.0f} a second",
        )
        yield against(result, ours[contestant.name], theirs)


async def written(ground: Ground, found: list[Talk], contestant: Contestant) -> float:
    """Write from 64 tasks for a while and return how many a second were committed."""
    brand = str(found[0].brand_id)
    scoped = {"pharos.brand": brand} if contestant.row is entry_row else {}
    async with connection_pool(ground.url("app"), scoped) as pool:
        writer = GroupCommitWriter(pool, *contestant.statement)
        flushers = [asyncio.create_task(writer.run()) for _ in range(contestant.flushers)]
        rate = await _hurried(found, lambda talk: writer.write(contestant.row(talk)))
        for flusher in flushers:
            flusher.cancel()
        await asyncio.gather(*flushers, return_exceptions=True)
    return rate


async def _hurried(
    found: list[Talk], write: Callable[[Talk], Awaitable[asyncpg.Record | None]]
) -> float:
    """Each task goes round among its own conversations, as different customers write."""
    until = time.perf_counter() + SECONDS
    done = 0

    async def client(n: int) -> None:
        nonlocal done
        for talk in itertools.cycle(found[n::CLIENTS]):
            if time.perf_counter() > until:
                return
            answer = await write(talk)
            assert answer is not None, "the conversation is there"
            assert answer["status"] == "appended", answer["status"]
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(client(n) for n in range(CLIENTS)))
    return done / (time.perf_counter() - began)
