"""One request about one conversation, as its door gets it: who asks is known by then."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from pharos.channels.widget.asgi_http import Headers, Receive, Scope, Send, read_json, send_json
from pharos.people.tokens.session import SessionClaims

NO_STORE = (b"cache-control", b"no-store")


@dataclass(frozen=True, slots=True)
class ThreadRequest:
    """What is asked of the conversation `thread`, by whom (`claims`), and where the answer goes."""

    scope: Scope
    receive: Receive
    send: Send
    cors: Headers
    claims: SessionClaims
    thread: str

    async def fields(self) -> dict[str, Any]:
        """The body's object."""
        return await read_json(self.receive)

    async def answer(self, status: int, value: Any, *headers: tuple[bytes, bytes]) -> None:
        await send_json(self.send, status, value, [*self.cors, *headers])


ThreadDoor = Callable[[ThreadRequest], Coroutine[Any, Any, None]]
ThreadDoors = dict[tuple[str, str], ThreadDoor]
