"""Server-sent events to one browser, with nothing buffered for it here.

A stream remembers only how far its browser has got. A slow reader is passed over until it has
read what it was sent; then it gets what it missed from the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

HEARTBEAT = b": \n\n"
BYE = b"event: bye\ndata: {}\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Stream:
    """One open response. `position` is how far it has got; the meaning is its owner's."""

    __slots__ = ("_finishing", "brand_ids", "ended", "position", "send", "topic", "until")

    def __init__(
        self, send: Send, *, topic: int, brand_ids: tuple[int, ...], position: int, seconds: float
    ) -> None:
        self.send = send
        self.topic = topic
        self.brand_ids = brand_ids
        self.position = position
        self.until = monotonic() + seconds
        self.ended = False
        self._finishing: asyncio.Task[None] | None = None

    @property
    def is_free(self) -> bool:
        """Whether the browser has read what it was sent."""
        return not self.ended and self._finishing is None

    def push(self, body: bytes, after: Callable[[Stream], None] | None = None) -> bool:
        """Send at once if the browser keeps up. Returns False if it does not: nothing is sent.

        `after` is called with the stream when it is free again, if it was not at once.
        """
        return self._start({"type": "http.response.body", "body": body, "more_body": True}, after)

    def end(self) -> None:
        """Tell the browser to come again, and finish the response."""
        if self.is_free:
            self._start({"type": "http.response.body", "body": BYE, "more_body": False}, None)
        self.ended = True

    def _start(self, message: dict[str, Any], after: Callable[[Stream], None] | None) -> bool:
        if not self.is_free:
            return False
        sending = self.send(message)
        assert isinstance(sending, Coroutine), "an ASGI send is a coroutine"
        try:
            blocked = sending.send(None)
        except StopIteration:
            return True
        except OSError:
            self.ended = True
            return False
        # The socket is full. Only now, for the rare slow reader, is a task worth its cost.
        self._finishing = asyncio.ensure_future(self._finish(sending, blocked, after))
        return True

    async def _finish(
        self,
        sending: Coroutine[Any, Any, None],
        blocked: Any,
        after: Callable[[Stream], None] | None,
    ) -> None:
        try:
            await _resumed(sending, blocked)
        except OSError:
            self.ended = True
        finally:
            self._finishing = None
        if after is not None and not self.ended:
            after(self)


async def _resumed(coroutine: Coroutine[Any, Any, None], blocked: Any) -> None:
    """Run to its end a coroutine that has been started by hand and waits for `blocked`."""
    while True:
        if blocked is None:
            await asyncio.sleep(0)
        else:
            # As a task does when it is handed a future to wait for.
            blocked._asyncio_future_blocking = False  # noqa: SLF001
            await asyncio.wait([blocked])
        try:
            blocked = coroutine.send(None)
        except StopIteration:
            return


async def begin(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    """Send the head of the response and the first heartbeat, which tells that nothing buffers."""
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *headers]})
    await send({"type": "http.response.body", "body": HEARTBEAT, "more_body": True})


async def until_gone(receive: Receive) -> None:
    """Wait until the browser has gone or the response is finished."""
    while (await receive())["type"] != "http.disconnect":
        pass


def frame(event: str, data: bytes, *, position: int | None = None) -> bytes:
    """Return one server-sent event. `data` is one line."""
    head = b"" if position is None else b"id: %d\n" % position
    return head + b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"
