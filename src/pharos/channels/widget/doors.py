"""The doors that the widget talks to: plain ASGI, without a framework between.

The two hot ones are posting a message (verify the token, screen, hand to the group-commit
writer, answer once it is committed) and the stream (authorise once, then hold nothing but the
socket). Who may do what is decided by the token's claims and by the database, which finds a
thread only for its own customer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import asyncpg
from django.utils.translation import gettext_lazy as _

from pharos.cases.ledger.writer import GONE, GroupCommitWriter, NotWritten
from pharos.cases.words import LONGEST, screened
from pharos.channels.widget import after, looked, parting, slow, steps
from pharos.channels.widget.asgi_http import (
    Headers,
    Receive,
    Scope,
    Send,
    header,
    read_json,
    send_error,
    send_json,
    text_of,
)
from pharos.channels.widget.asking import bearer, cors_headers, number_of, position_asked, query
from pharos.channels.widget.customer_entry import customer_entry, instant
from pharos.channels.widget.delivered import Delivered
from pharos.channels.widget.gate import Gate, network_of
from pharos.channels.widget.naming import naming
from pharos.channels.widget.signs import CustomerSigns
from pharos.channels.widget.streams import VISIBLE, StreamRefresher
from pharos.channels.widget.thread_request import NO_STORE, ThreadDoors, ThreadRequest
from pharos.channels.widget.threads import CHANNEL, LONGEST_ID, thread_of
from pharos.channels.widget.uploads import TUS, UploadDoors, files_of
from pharos.files.claiming import files_refused
from pharos.kernel.errors import Busy, Conflict, DomainError, Invalid, NotFound
from pharos.kernel.time import now
from pharos.live.bus import Wake
from pharos.live.hub import Hub
from pharos.live.stream import Stream, begin
from pharos.people.actions.open_session import Opening
from pharos.people.actor import SIGNED_IN
from pharos.people.tokens.session import SessionClaims, read_session_token
from pharos.reception.inbound import LONGEST_TOKEN, Admitted
from pharos.reception.receive import MOVES, RECEIVE, Message

log = logging.getLogger(__name__)

STREAM_SECONDS = 300.0
LONGEST_WAIT_SECONDS = 25
PAGE = 200
FLUSHERS = 2


class WidgetDoors:
    """One process's doors. `start` runs their loops; calling it serves one request."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.writer = GroupCommitWriter(pool, RECEIVE, MOVES)
        self.delivered = Delivered(pool)
        self.hub = self._hub(pool, self.delivered)
        self.signs = CustomerSigns(pool, self.hub)
        self.uploads = UploadDoors()
        self.gate = Gate(pool)
        self._thread_doors: ThreadDoors = {
            ("POST", "messages"): self.post_message,
            ("GET", "stream"): self.stream,
            ("GET", "entries"): self.entries,
            ("POST", "read"): self.read,
            ("GET", "transcript"): self.transcript,
            ("POST", "reviews"): self.review,
            **self.signs.doors,
            **after.DOORS,
            **looked.DOORS,
            **parting.DOORS,
            **steps.DOORS,
            **self.uploads.thread_doors,
        }

    @staticmethod
    def _hub(pool: asyncpg.Pool, delivered: Delivered) -> Hub:
        hub: Hub

        async def refresh(streams: list[Stream]) -> None:
            await refresher.refresh(streams)

        async def slow_check(streams: list[Stream]) -> None:
            await refresher.slow_check(streams)

        hub = Hub(refresh, slow_check=slow_check)
        refresher = StreamRefresher(pool, hub.touch_stream, delivered)
        return hub

    def start(self) -> list[asyncio.Task[None]]:
        loops = [self.hub.run(), self.hub.check_slowly(), self.hub.beat()]
        loops += [self.delivered.run()]
        loops += [self.writer.run() for _ in range(FLUSHERS)]
        return [asyncio.create_task(loop) for loop in loops]

    def heard(self, wakes: list[Wake] | None) -> None:
        """Take what the bus says."""
        if wakes is None:
            self.hub.touch_all()
        else:
            self.hub.touch(wake.conversation_id for wake in wakes if wake.position)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cors = cors_headers(scope)
        if scope["method"] == "OPTIONS":
            await send_json(send, 204, None, [*cors, *TUS])
            return
        try:
            await self._serve(scope, receive, send, cors)
        except DomainError as error:
            await send_error(send, error, header(scope, b"accept-language"), cors)
        except NotWritten:
            await self._busy(scope, send, cors)
        except GONE as error:
            log.warning("the database is away: %r", error)
            await self._busy(scope, send, cors)

    async def _busy(self, scope: Scope, send: Send, cors: Headers) -> None:
        error = Busy(_("Please try again in a moment."))
        await send_error(send, error, header(scope, b"accept-language"), cors)

    def _serve(
        self, scope: Scope, receive: Receive, send: Send, cors: Headers
    ) -> Coroutine[Any, Any, None]:
        """Return the door to wait at. Not a coroutine: an idle stream would keep its frame."""
        method: str = scope["method"]
        # The server has decoded the path. PostgreSQL cannot even be asked for a NUL.
        parts = scope["path"].replace("\x00", "/").strip("/").split("/")
        match parts:
            case ["live", "conversations", thread, what] if (method, what) in self._thread_doors:
                claims = read_session_token(bearer(scope))
                door = self._thread_doors[method, what]
                thread = thread[:LONGEST_ID]
                return door(ThreadRequest(scope, receive, send, cors, claims, thread))
            case ["live", "sessions", "join"] if method == "POST":
                return self.join(read_session_token(bearer(scope)), send, cors)
            case ["live", "sessions"] if method == "POST":
                return self.open_session(scope, receive, send, cors)
            case ["live", "naming"] if method == "POST":
                return self.naming(scope, receive, send, cors)
            case ["live", "brands", slug, "home"] if method == "GET":
                return self.home(scope, send, cors, slug)
            case ["live", "files", *rest]:
                return self.uploads.door(scope, receive, send, cors, rest)
            case _:
                raise NotFound(_("There is nothing here."))

    async def home(self, scope: Scope, send: Send, cors: Headers, slug: str) -> None:
        """Tell what the widget's first screen shows."""
        language = query(scope, "lang") or header(scope, b"accept-language")
        shown = await slow.in_thread(partial(slow.home, slug, language), anonymous=True)
        await send_json(send, 200, shown, [*cors, (b"cache-control", b"max-age=5")])

    async def naming(self, scope: Scope, receive: Receive, send: Send, cors: Headers) -> None:
        """Tell what a word is that somebody is writing."""
        claims = read_session_token(bearer(scope))
        told = await naming(scope, receive, claims, self.gate)
        await send_json(send, 200, told, [*cors, NO_STORE])

    async def open_session(self, scope: Scope, receive: Receive, send: Send, cors: Headers) -> None:
        """Recognise the browser and hand it a token of ours."""
        fields = await read_json(receive)
        opening = Opening(
            device=text_of(fields, "device"),
            token=text_of(fields, "token", longest=4096) or None,
            language=text_of(fields, "language"),
            timezone=text_of(fields, "timezone"),
            surface=text_of(fields, "surface"),
            network=network_of(scope),
        )
        origin = header(scope, b"origin")
        brand = text_of(fields, "brand")
        known = bool(opening.token)
        if not opening.token:
            known = await self.gate.session(scope, brand, opening.device)
        opened = await slow.in_thread(
            partial(slow.open_browser_session, brand, opening, origin), anonymous=not known
        )
        await send_json(send, 201, opened, cors)

    async def join(self, claims: SessionClaims, send: Send, cors: Headers) -> None:
        """Add what this browser said before it signed in to the account that is signed in now."""
        await slow.in_thread(partial(slow.join, claims))
        await send_json(send, 204, None, cors)

    async def post_message(self, request: ThreadRequest) -> None:
        """Take in one message and answer once it is committed. Sending it again is safe."""
        claims, fields = request.claims, await request.fields()
        token = text_of(fields, "client_token", longest=LONGEST_TOKEN)
        text = text_of(fields, "text", longest=LONGEST * 2)
        topic = text_of(fields, "topic")
        if not token:
            raise Invalid(_("This request cannot be read."), code="token_missing")
        files = files_of(fields)
        if claims.assurance < SIGNED_IN:
            await self.gate.message(request.scope, claims, len(text))
        words = screened(text, with_files=bool(files))
        message = Message(
            brand_id=claims.brand_id,
            customer_id=claims.customer_id,
            author_name=claims.name,
            channel=CHANNEL,
            external_id=request.thread,
            client_token=token,
            words=words,
            at=now(),
            files=files,
        )
        # Only a first message names its topic, and only a first message finds no thread.
        answer = None if topic else await self.writer.write(message.row())
        if answer is None:
            opening = {"client_token": token, "text": text, "topic": topic}
            admitted = await self._first(request, opening, files)
            number, position, at = admitted.case, admitted.position, admitted.at
            repeated = admitted.repeated
        elif answer["status"] in ("appended", "repeated"):
            number, position, at = answer["number"], answer["at_position"], answer["at_time"]
            repeated = answer["status"] == "repeated"
        elif answer["status"] == "files_refused":
            raise files_refused()
        else:
            raise Conflict(_("This was sent before as something else."), code=answer["status"])
        told = {
            "case": number,
            "position": position,
            "at": instant(at),
            "text": words.text,
            "removed": list(words.removed),
        }
        await request.answer(200 if repeated else 201, told)

    async def _first(
        self, request: ThreadRequest, opening: dict[str, str], files: tuple[str, ...]
    ) -> Admitted:
        """Take in what found no thread: a first message, or one by the slow way."""
        scope, claims = request.scope, request.claims
        anonymous = claims.assurance < SIGNED_IN
        if anonymous:
            await self.gate.conversation(scope, claims)
            opening = opening | {"network": network_of(scope)}
        work = partial(slow.open_thread, claims, request.thread, opening, files)
        return await slow.in_thread(work, anonymous=anonymous)

    async def stream(self, request: ThreadRequest) -> None:
        """Send what the customer may see after a position, and go on until they leave.

        It ends by itself after five minutes, or when the token does: the browser comes again
        and is authorised again.
        """
        claims, send, receive = request.claims, request.send, request.receive
        found = await thread_of(self.pool, claims, request.thread)
        left = (claims.expires_at - now()).total_seconds()
        stream = Stream(
            send,
            topic=found.conversation_id,
            brand_ids=(claims.brand_id,),
            position=position_asked(request.scope),
            seconds=min(STREAM_SECONDS, left),
        )
        # What an idle stream holds on to is paid for thousands of times.
        request.scope["headers"].clear()
        cors = request.cors
        del claims, found, request, left
        await begin(send, cors)
        self.hub.add(stream)
        await self.signs.tell_seen(stream)
        try:
            # As `until_gone`, without a frame of its own.
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.remove(stream)

    async def entries(self, request: ThreadRequest) -> None:
        """Return what is after a position, waiting a while for it if asked: long-polling."""
        claims, scope = request.claims, request.scope
        found = await thread_of(self.pool, claims, request.thread)
        after, wait = position_asked(scope), number_of(query(scope, "wait"))
        with self.hub.expecting(found.conversation_id) as moved:
            rows = await self._entries(claims, found.conversation_id, after)
            if not rows and wait:
                with suppress(TimeoutError):
                    await asyncio.wait_for(moved.wait(), min(wait, LONGEST_WAIT_SECONDS))
                rows = await self._entries(claims, found.conversation_id, after)
                found = await thread_of(self.pool, claims, request.thread)
        told = {
            "entries": [customer_entry(row) for row in rows],
            "state": found.state,
            "read": found.read_position,
            "seen": await self.signs.seen_by_staff(claims.brand_id, found.conversation_id),
        }
        if any(row["author_kind"] != "customer" for row in rows):
            self.delivered.note(claims.brand_id, found.conversation_id, rows[-1]["position"])
        await request.answer(200, told, NO_STORE)

    async def _entries(self, claims: SessionClaims, conversation: int, after: int) -> list[Any]:
        rows: list[Any] = await self.pool.fetch(
            VISIBLE, [claims.brand_id], [conversation], [after], PAGE
        )
        return rows

    async def read(self, request: ThreadRequest) -> None:
        """Remember how far the customer has read."""
        position = (await request.fields()).get("position")
        if not isinstance(position, int) or position < 0:
            raise Invalid(_("This request cannot be read."), code="position_invalid")
        await slow.in_thread(partial(slow.read_up_to, request.claims, request.thread, position))
        await request.answer(204, None)

    async def transcript(self, request: ThreadRequest) -> None:
        """Hand out the conversation with its proof."""
        bundle = await slow.in_thread(partial(slow.transcript, request.claims, request.thread))
        name = b'attachment; filename="conversation.json"'
        await request.answer(200, bundle, (b"content-disposition", name))

    async def review(self, request: ThreadRequest) -> None:
        """Ask that a different person looks."""
        claims, fields = request.claims, await request.fields()
        if claims.assurance < SIGNED_IN:
            await self.gate.message(request.scope, claims, 0)
        asked = {
            "client_token": text_of(fields, "client_token", longest=LONGEST_TOKEN),
            "text": text_of(fields, "text", longest=LONGEST),
        }
        told = await slow.in_thread(partial(slow.review, claims, request.thread, asked))
        await request.answer(201, told)
