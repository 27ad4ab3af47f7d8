"""The doors of one process, without a server between: what takes minutes, and what breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import psycopg
import pytest

from pharos.cases.models import Case
from pharos.channels.widget.doors import WidgetDoors
from pharos.kernel.time import now
from pharos.live.stream import BYE
from pharos.people.tests.exchange import begin
from pharos.people.tokens.session import SessionClaims, write_session_token
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World

DEVICE = "d" * 43
NAME = "doors-of-a-test"
SECONDS = 15


class Answer:
    """What a request was answered, as the server sees it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.is_over = asyncio.Event()

    async def take(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.is_over.set()

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.messages[0]["headers"])


class Asked:
    def __init__(self, doors: WidgetDoors, claims: SessionClaims, thread: str) -> None:
        self.doors, self.claims, self.thread = doors, claims, thread

    async def on(self, what: str, body: dict[str, str] | None = None) -> Answer:
        """Ask something of the conversation, and stay until it is answered to the end."""
        answer = Answer()
        unread = [] if body is None else [json.dumps(body).encode()]

        async def receive() -> dict[str, Any]:
            if unread:
                return {"type": "http.request", "body": unread.pop(), "more_body": False}
            await answer.is_over.wait()
            return {"type": "http.disconnect"}

        bearer = f"Bearer {write_session_token(self.claims)}".encode()
        scope = {
            "type": "http",
            "method": "GET" if body is None else "POST",
            "path": f"/live/conversations/{self.thread}/{what}",
            "query_string": b"",
            "headers": [(b"authorization", bearer)],
        }
        await asyncio.wait_for(self.doors(scope, receive, answer.take), SECONDS)
        return answer


def played(world: World, database: TestDatabase, scene: Callable[[Asked], Awaitable[None]]) -> Case:
    """Run a scene at the doors of a process of its own, with a conversation that has begun."""
    session = begin(world.brand, DEVICE)
    case = world.asked(session.customer)
    thread = world.conversation(case).external_id

    async def play() -> None:
        pool = await asyncpg.create_pool(
            database.url, min_size=2, max_size=2, server_settings={"application_name": NAME}
        )
        doors = WidgetDoors(pool)
        tasks = doors.start()
        try:
            await scene(Asked(doors, session.claims, thread))
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            pool.terminate()

    asyncio.run(play())
    return case


def test_a_stream_says_goodbye_when_the_token_s_time_is_up(
    world: World, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pharos.live.hub.HEARTBEAT_SECONDS", 0.1)

    async def scene(asked: Asked) -> None:
        asked.claims = replace(asked.claims, expires_at=now() + timedelta(seconds=2))
        answer = await asked.on("stream")
        assert answer.status == 200
        assert b"event: entry\n" in answer.body
        assert answer.messages[-1]["body"] == BYE

    played(world, database, scene)


def test_while_the_database_is_away_the_sender_is_told_to_come_again(
    world: World, database: TestDatabase
) -> None:
    sent = {"client_token": str(uuid4()), "text": "Hello?"}
    statuses: list[int] = []

    async def scene(asked: Asked) -> None:
        await asyncio.to_thread(cut_off, database)
        while not statuses or statuses[-1] == 503:
            answer = await asked.on("messages", sent)
            statuses.append(answer.status)
            if answer.status == 503:
                assert json.loads(answer.body)["error"]["code"] == "busy"
                assert answer.headers[b"retry-after"] == b"1"

    case = played(world, database, scene)

    assert statuses[-1] in (200, 201)
    assert [entry.body for entry in world.entries(case)].count("Hello?") == 1


def test_a_reader_is_told_so_too(world: World, database: TestDatabase) -> None:
    statuses: list[int] = []

    async def scene(asked: Asked) -> None:
        await asyncio.to_thread(cut_off, database)
        while not statuses or statuses[-1] == 503:
            statuses.append((await asked.on("entries")).status)

    played(world, database, scene)

    assert set(statuses) <= {503, 200}


def cut_off(database: TestDatabase) -> None:
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            [NAME],
        )


def test_a_message_waits_for_a_case_that_somebody_holds_and_then_goes_through(
    world: World, database: TestDatabase
) -> None:
    async def scene(asked: Asked) -> None:
        with psycopg.connect(database.admin_url) as holder:
            holder.execute(
                "SELECT 1 FROM ledger_head WHERE brand_id = %s FOR NO KEY UPDATE", [world.brand.pk]
            )
            said = {"client_token": "held", "text": "Hello?"}
            posted = asyncio.create_task(asked.on("messages", said))
            await asyncio.sleep(0.2)
            assert not posted.done()
            holder.rollback()
            assert (await posted).status == 201

    case = played(world, database, scene)

    assert world.entries(case)[-1].body == "Hello?"
