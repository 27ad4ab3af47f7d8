"""python-socketio under uvicorn: a room for each conversation."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import parse_qs

import socketio  # type: ignore[import-not-found]  # a peer, not a requirement

from pharos.bench.peer_programs.publishing import publish

server = socketio.AsyncServer(async_mode="asgi", ping_interval=600)


async def connect(sid: str, environ: dict[str, Any]) -> None:
    await server.enter_room(sid, parse_qs(environ["QUERY_STRING"])["room"][0])


server.on("connect", connect)


async def broadcast(room: str, text: str) -> None:
    await server.emit("entry", {"text": text}, room=room)


async def poster(scope: Any, receive: Any, send: Any) -> None:
    await publish(scope, receive, send, partial(broadcast))


application = socketio.ASGIApp(server, other_asgi_app=poster)
