"""nginx + nchan keeps the streams; this keeps the messages and passes each on to nginx."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from pharos.bench.peer_programs.publishing import publish

NGINX = int(os.environ.get("NGINX_PORT", "80"))
idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []


async def broadcast(room: str, text: str) -> None:
    connection = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", NGINX)
    reader, writer = connection
    body = text.encode()
    head = f"POST /pub/{room} HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
    place = answer.index(b"content-length: ") + 16
    await reader.readexactly(int(answer[place : answer.index(b"\r", place)]))
    idle.append(connection)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await publish(scope, receive, send, broadcast)
