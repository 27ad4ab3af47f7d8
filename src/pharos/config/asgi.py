"""Everything on one port: the hot doors natively, the pages through threads."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
django.setup(set_prefix=False)

from a2wsgi import WSGIMiddleware  # noqa: E402 - needs the settings

from pharos.config.live import Live, lifespan  # noqa: E402 - needs the settings
from pharos.config.probes import Probes, answer_asgi, probe_path  # noqa: E402 - needs the settings
from pharos.config.wsgi import pages  # noqa: E402 - needs the settings

PAGE_THREADS = 8
NATIVE = ("/live/", "/files/")

live = Live()
probes = Probes({"bus": live.is_listening})
bridge: Any = WSGIMiddleware(cast(Any, pages), workers=PAGE_THREADS)


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Route by path, and close what is not HTTP."""
    if scope["type"] == "lifespan":
        await lifespan(live, receive, send)
    elif scope["type"] == "http":
        if path := probe_path(scope["path"]):
            await answer_asgi(probes, path, scope, send)
            return
        door = live if scope["path"].startswith(NATIVE) else bridge
        await door(scope, receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
