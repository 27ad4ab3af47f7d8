"""The hot doors alone, for a process of their own behind a proxy that sends /live/ here."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
django.setup(set_prefix=False)

from pharos.config.live import Live, lifespan  # noqa: E402 - needs the settings
from pharos.config.probes import Probes, answer_asgi, probe_path  # noqa: E402 - needs the settings

live = Live()
probes = Probes({"bus": live.is_listening})


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Serve /live/ and nothing else."""
    if scope["type"] == "lifespan":
        await lifespan(live, receive, send)
    elif scope["type"] == "http":
        if path := probe_path(scope["path"]):
            await answer_asgi(probes, path, scope, send)
        else:
            await live(scope, receive, send)
