"""One question to a server over HTTP: an end to patience, an end to size, and no detours.

What a server of ours is asked may still be answered by something else in front of it: a page in
HTML, a redirect, a trickle. None of that may become a story, so it all becomes UNAVAILABLE.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Annotated, Any, Final, TypeVar

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from pharos.exchange.errors import ExchangeError, Refusal

T = TypeVar("T")
# One call; and one question, which may take several calls.
CALL_SECONDS: Final = 4.0
QUESTION_SECONDS: Final = 9.0
# The largest blocks' transactions stay far below this.
MOST_BYTES: Final = 4_000_000
LONGEST_WAIT_SECONDS: Final = 3600.0

_ends: ContextVar[float | None] = ContextVar("ends", default=None)

Height = Annotated[int, Field(ge=0, lt=2**53)]
# Seconds since 1970, until the year 3000.
Seconds = Annotated[int, Field(ge=0, lt=32_503_680_000)]


class Shape(BaseModel):
    """An answer's documented shape. Unknown fields are passed over, wrong types are refused."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", populate_by_name=True)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes


@contextmanager
def one_question(seconds: float = QUESTION_SECONDS) -> Iterator[None]:
    """Let all calls made within end by then, whatever each of them may take."""
    token = _ends.set(monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


class Endpoint:
    """A server under one base address. `source` names it in errors; the address is never told."""

    def __init__(
        self,
        base: str,
        *,
        source: str,
        seconds: float = CALL_SECONDS,
        most_bytes: int = MOST_BYTES,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._base = base.rstrip("/")
        self._seconds = seconds
        self._most = most_bytes
        self._headers = {"Accept-Encoding": "identity", **(headers or {})}
        self.source = source

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """Fetch what is there: 200, or 404 for what is not. Raises `ExchangeError` otherwise."""
        return self._asked("GET", path, params=dict(query or {}))

    def post(self, body: bytes, path: str = "") -> Reply:
        """Send JSON. Raises `ExchangeError` as `get` does."""
        return self._asked("POST", path, data=body, headers={"Content-Type": "application/json"})

    def read(self, shape: type[T] | TypeAdapter[T], raw: bytes) -> T:
        """Read JSON of this shape, or raise UNAVAILABLE: never a part of it."""
        adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
        try:
            return adapter.validate_json(raw)
        except (ValueError, RecursionError):
            raise self.unreadable("the answer has another shape") from None

    def unreadable(self, why: str) -> ExchangeError:
        return ExchangeError(Refusal.UNAVAILABLE, why, source=self.source)

    def _asked(self, method: str, path: str, **more: Any) -> Reply:
        seconds = self._seconds
        ends = _ends.get()
        if ends is not None:
            seconds = min(seconds, ends - monotonic())
        if seconds <= 0:
            raise self.unreadable("no time left")
        try:
            reply, wait = asyncio.run(self._exchanged(method, path, seconds, more))
        except (ClientError, TimeoutError, OSError, ValueError, RecursionError):
            raise self.unreadable("no answer") from None
        return self._sorted(reply, wait)

    async def _exchanged(
        self, method: str, path: str, seconds: float, more: Mapping[str, Any]
    ) -> tuple[Reply, str]:
        patience = ClientTimeout(total=seconds)
        async with (
            ClientSession(
                timeout=patience, headers=self._headers, auto_decompress=False
            ) as session,
            session.request(
                method, f"{self._base}{path}", allow_redirects=False, **more
            ) as response,
        ):
            body = await self._bounded(response)
            return Reply(response.status, body), response.headers.get("Retry-After", "")

    async def _bounded(self, response: ClientResponse) -> bytes:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise self.unreadable("the answer is packed")
        parts, size = [], 0
        async for part in response.content.iter_any():
            size += len(part)
            if size > self._most:
                raise self.unreadable("the answer is too long")
            parts.append(part)
        return b"".join(parts)

    def _sorted(self, reply: Reply, wait: str) -> Reply:
        if reply.status == 429:  # noqa: PLR2004 - too many requests
            raise ExchangeError(
                Refusal.RATE_LIMITED,
                source=self.source,
                retry_after_seconds=_seconds_of(wait),
            )
        if reply.status not in {200, 404}:
            raise self.unreadable(f"status {reply.status}")
        return reply


def _seconds_of(wait: str) -> float | None:
    """A `Retry-After` in seconds; the one with a date is passed over."""
    if not (wait.isascii() and wait.isdigit() and len(wait) < 10):  # noqa: PLR2004 - no more is meant
        return None
    return min(float(wait), LONGEST_WAIT_SECONDS)


def in_units(value: int, places: int) -> Decimal:
    """Exactly `value` of the smallest unit, without trailing zeros: 1500000 of 6 places is 1.5."""
    whole, rest = divmod(abs(value), 10**places)
    digits = str(rest).rjust(places, "0").rstrip("0") if places else ""
    sign = "-" if value < 0 else ""
    return Decimal(f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}")
