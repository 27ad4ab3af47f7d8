"""POST /publish/ROOM for peers under ASGI: one INSERT, committed, then on to their broadcast."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

INSERT = "INSERT INTO bench_insert (body) VALUES ($1)"
pool: asyncpg.Pool | None = None


async def publish(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
    broadcast: Callable[[str, str], Awaitable[None]],
) -> None:
    """Keep the message, tell everybody in the room, and answer 201."""
    global pool  # noqa: PLW0603 - one for the process, made in its loop
    if pool is None:
        pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=10, max_size=20)
    text = (await receive()).get("body", b"").decode()
    await pool.execute(INSERT, text)
    await broadcast(scope["path"].rpartition("/")[2], text)
    headers = [(b"content-length", b"2"), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})
