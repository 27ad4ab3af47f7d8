"""So many connections at a time, and SMTP's DATA held once: so many bytes of mails, and no more.

Whoever comes over that hears 421 or 452 and comes again; nothing was taken, so nothing is lost.
Large mails never have all of it: ordinary ones still come in while large ones are put off.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from aiosmtpd.smtp import SMTP

from pharos.channels.mail.allowance import Doors

LARGEST: Final = 35 * 1024 * 1024  # 25 MB of files are so much in base64
# What most mails are smaller than: a page of words, and a picture of a screen.
ORDINARY: Final = 1024 * 1024
# Of the whole, this part is for ordinary mails alone.
KEPT: Final = 4
# With less a mail of the largest size would never come in.
LEAST: Final = 2 * LARGEST
STEP: Final = 64 * 1024
FULL: Final = "452 4.3.1 Too much mail at once; please try again later"
CROWDED: Final = "421 4.3.2 Too many connections; please try again later"
TOO_LARGE: Final = "552 5.3.4 This mail is larger than what can be taken here"
GO_ON: Final = "354 End data with <CR><LF>.<CR><LF>"


class Share:
    """What one mail holds of the budget while it comes in and until it is answered."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.held = 0

    def holds(self, size: int) -> bool:
        """Hold as much as a mail of this size needs, in steps; tell whether there was enough."""
        more = -(-max(0, size - self.held) // STEP) * STEP
        if more and not self._budget.has(self.held + more, beside=self.held):
            return False
        self._budget.taken += more
        self.held += more
        return True

    def let_go(self) -> None:
        self._budget.taken -= self.held
        self.held = 0


class Budget:
    """How many bytes of mails one process holds at a time, over all its connections."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.taken = 0

    def has(self, size: int, *, beside: int = 0) -> bool:
        """Whether there is enough for a mail of this size that holds `beside` of it already."""
        most = self._most if size <= ORDINARY else self._most - self._most // KEPT
        return self.taken - beside + size <= most

    @contextmanager
    def share(self) -> Iterator[Share]:
        one = Share(self)
        try:
            yield one
        finally:
            one.let_go()


def announced(options: Sequence[str]) -> int:
    """Return which size MAIL FROM announces, or 0."""
    told = next((each for each in options if each.upper().startswith("SIZE=")), "")
    return int(told[5:]) if told[5:].isdecimal() else 0


class Protocol(SMTP):
    """SMTP that takes longer lines than RFC 5321 allows: mail programs write them all the same.

    Lines of any length come in pieces of `line_length_limit`, and go into one place.
    """

    line_length_limit = STEP

    def __init__(self, handler: Any, budget: Budget, doors: Doors, **more: Any) -> None:
        super().__init__(handler, data_size_limit=LARGEST, **more)
        self._budget = budget
        self._doors = doors
        self._let_in_as: str | None = None

    async def _handle_client(self) -> None:
        """Serve whoever comes, unless too many are there. One that goes on in TLS came before."""
        assert self.session is not None, "there is one from the connection on"
        peer = str(self.session.peer[0] if self.session.peer else "")
        if self._doors.lets_in(peer):
            self._let_in_as = peer
            await super()._handle_client()
            return
        await self.push(CROWDED)
        assert self.transport is not None, "it is there until the connection is lost"
        self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self._let_in_as is not None:
            self._doors.let_out(self._let_in_as)
            self._let_in_as = None
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Take the mail in, and say what became of it."""
        assert self.envelope is not None, "there is one from the connection on"
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
            return
        if arg:
            await self.push("501 Syntax: DATA")
            return
        await self.push(GO_ON)
        with self._budget.share() as share:
            answer = await self._received(share)
            if not answer:
                answer = await self._call_handler_hook("DATA")
            self.envelope = self._create_envelope()
        await self.push(answer)

    async def _received(self, share: Share) -> str:
        """Give the envelope what came, or say why it is refused once all of it has come."""
        content, refused, size = bytearray(), "", 0
        async for piece in self._pieces():
            size += len(piece)
            if not refused:
                refused = TOO_LARGE if size > LARGEST else "" if share.holds(size) else FULL
            if refused:
                content.clear()
                share.let_go()
            else:
                content += piece
        assert self.envelope is not None, "it is ours until the mail is answered"
        self.envelope.content = bytes(content)
        return refused

    async def _pieces(self) -> AsyncIterator[bytes]:
        """Give each line, in pieces if it is long, without the dots that SMTP adds, to the end."""
        is_begin = True
        while True:
            try:
                piece = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as longer:
                piece = await self._reader.readexactly(longer.consumed)
                yield piece.removeprefix(b".") if is_begin else piece
                is_begin = False
                continue
            if is_begin and piece == b".\r\n":
                return
            yield piece.removeprefix(b".") if is_begin else piece
            is_begin = True
