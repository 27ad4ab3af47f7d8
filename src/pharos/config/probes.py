"""The addresses for machines that watch: `/healthz`, `/readyz`, `/metrics`, before any page.

They read no session and no host name, so a load balancer may ask by number. `/metrics` needs the
token of PHAROS_METRICS_TOKEN (`Authorization: Bearer ...`); without one it is not there.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Iterable
from functools import cached_property
from typing import Any

import orjson

from pharos.config.metrics import CONTENT_TYPE, Exposition
from pharos.health.readiness import Readiness, is_ready

log = logging.getLogger(__name__)

TOKEN = "PHAROS_METRICS_TOKEN"  # noqa: S105 - the name of a setting
JSON = "application/json"
PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
PREFIX = "/live"
REASONS = {200: "200 OK", 401: "401 Unauthorized", 404: "404 Not Found"}
NOT_READY = 503

Answer = tuple[int, str, bytes]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Probes:
    """One process's probes. `also` are checks that only this process can answer."""

    def __init__(self, also: dict[str, Callable[[], bool]] | None = None) -> None:
        self._readiness = Readiness(also)

    @cached_property
    def _exposition(self) -> Exposition:
        return Exposition()

    def answer(self, path: str, authorization: str) -> Answer:
        """Answer one of `PATHS`. May block for a moment."""
        if path == "/healthz":
            return 200, JSON, b'{"alive":true}'
        if path == "/readyz":
            checks = self._readiness.checks()
            ready = is_ready(checks)
            return (
                200 if ready else NOT_READY,
                JSON,
                orjson.dumps({"ready": ready, "checks": checks}),
            )
        token = os.environ.get(TOKEN, "")
        if not token:
            return 404, JSON, b'{"error":"set PHAROS_METRICS_TOKEN"}'
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            return 401, JSON, b'{"error":"token"}'
        return 200, CONTENT_TYPE, self._exposition.text()


def with_probes(
    pages: Callable[..., Iterable[bytes]], probes: Probes
) -> Callable[..., Iterable[bytes]]:
    """Put the probes in front of a WSGI application."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path not in PATHS:
            return pages(environ, start_response)
        status, kind, body = probes.answer(path, environ.get("HTTP_AUTHORIZATION", ""))
        head = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        start_response(
            REASONS.get(status, "503 Service Unavailable"), [*head, ("Cache-Control", "no-store")]
        )
        return [body]

    return application


def probe_path(path: str) -> str | None:
    """Return which probe a path means, with or without `/live` before it."""
    short = path.removeprefix(PREFIX)
    return short if short in PATHS else None


async def answer_asgi(probes: Probes, path: str, scope: Scope, send: Send) -> None:
    """Answer a probe on an event loop, without stopping it."""
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    status, kind, body = await asyncio.to_thread(probes.answer, path, given.decode("latin-1"))
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
