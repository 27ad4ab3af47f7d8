"""The group-commit writer keeps each thread's order, however many flushers it has."""

from __future__ import annotations

import asyncio
import threading
import time
from uuid import uuid4

import asyncpg
from django.db import connections

from pharos.cases.ledger.append import lock_heads
from pharos.cases.ledger.writer import GroupCommitWriter
from pharos.cases.models import Case
from pharos.cases.words import screened
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.reception.receive import MOVES, RECEIVE, Message
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

MESSAGES = 60
FLUSHERS = 3


def hold_now_and_then(case: Case, stop: threading.Event) -> None:
    """Be a slow action on the case, again and again."""
    while not stop.is_set():
        with brand_scope(case.brand_id):
            lock_heads([case.pk])
            time.sleep(0.01)
        time.sleep(0.005)
    connections.close_all()


def message(world: World, thread: str, number: int) -> Message:
    return Message(
        brand_id=world.brand.pk,
        customer_id=world.dana.pk,
        author_name="Dana",
        channel="widget",
        external_id=thread,
        client_token=str(uuid4()),
        words=screened(f"number {number}"),
        at=now(),
    )


async def send_all(url: str, messages: list[Message]) -> list[str]:
    """Hand everything over at once, without waiting for any answer."""
    pool = await asyncpg.create_pool(url, min_size=FLUSHERS, max_size=FLUSHERS)
    async with pool:
        writer = GroupCommitWriter(pool, RECEIVE, MOVES)
        flushers = [asyncio.create_task(writer.run()) for _ in range(FLUSHERS)]
        answers = await asyncio.gather(*(writer.write(each.row()) for each in messages))
        for flusher in flushers:
            flusher.cancel()
        await asyncio.gather(*flushers, return_exceptions=True)
    return [answer["status"] for answer in answers if answer is not None]


def test_messages_of_one_thread_are_written_in_the_order_they_came(
    world: World, database: TestDatabase
) -> None:
    held = world.asked(external_id="held", text="number 0")
    free = world.asked(external_id="free", text="number 0", reason="ACC.LOCKED")
    messages = [
        message(world, thread, number)
        for number in range(1, MESSAGES)
        for thread in ("held", "free")
    ]
    stop = threading.Event()
    holder = threading.Thread(target=hold_now_and_then, args=(held, stop))
    holder.start()

    statuses = asyncio.run(send_all(database.url, messages))
    stop.set()
    holder.join()

    assert statuses == ["appended"] * len(messages)
    for case in (held, free):
        said = [entry.body for entry in world.entries(case) if entry.kind == "message"]
        assert said == [f"number {number}" for number in range(MESSAGES)]
