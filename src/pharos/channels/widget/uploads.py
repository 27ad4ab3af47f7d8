"""Handing in files from the widget: tus 1.0 (core, creation, termination), or one plain form.

A connection that breaks loses nothing that arrived: the browser asks how far the file is (HEAD)
and goes on from there. Who hands in is who the session token says.
"""

from __future__ import annotations

import asyncio
import binascii
import io
from base64 import b64decode
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.translation import gettext as _

from pharos.cases import uploads
from pharos.cases.access import conversation_to_read
from pharos.cases.queries import links_for_customer
from pharos.channels.widget import slow
from pharos.channels.widget.asgi_http import (
    Headers,
    Receive,
    Scope,
    Send,
    header,
    send_json,
)
from pharos.channels.widget.thread_request import NO_STORE, ThreadDoors, ThreadRequest
from pharos.channels.widget.threads import CHANNEL, LONGEST_ID
from pharos.files.access import file_to_continue, uuid_or_none
from pharos.files.actions.drop_upload import drop_upload
from pharos.files.claiming import files_refused
from pharos.files.errors import FileTooLarge
from pharos.files.limits import MOST_ON_ENTRY
from pharos.files.models import StoredFile
from pharos.files.uploading import LARGEST_PART
from pharos.files.words import why_refused
from pharos.kernel.errors import Invalid, NotFound
from pharos.kernel.scope import reading
from pharos.people.tokens.session import SessionClaims, read_session_token

Door = Callable[..., Coroutine[Any, Any, None]]

TUS_VERSION: Final = b"1.0.0"
TUS_HEADERS: Final = b"tus-resumable, upload-length, upload-offset, upload-metadata"
TUS: Final[Headers] = [
    (b"tus-resumable", TUS_VERSION),
    (b"tus-version", TUS_VERSION),
    (b"tus-extension", b"creation,termination"),
]
# A plain form sends everything at once, so it is for what fits into memory.
LARGEST_FORM: Final = 16 * 1024 * 1024
LONGEST_METADATA: Final = 4096
LONGEST_NUMBER: Final = 15
AT_ONCE: Final = 16
THREADS: Final = 3
SECONDS: Final = 120.0
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="uploads")


class UploadDoors:
    """What is below `/live/files`, and the links to files of one's own conversation."""

    def __init__(self) -> None:
        self.thread_doors: ThreadDoors = {("POST", "links"): self.links}
        # Parts in memory at once: others wait with their bytes still in the network.
        self._room = asyncio.Semaphore(AT_ONCE)

    def door(
        self, scope: Scope, receive: Receive, send: Send, cors: Headers, rest: list[str]
    ) -> Coroutine[Any, Any, None]:
        """Return the door to wait at for this method and path."""
        cors = [*cors, TUS[0], (b"cache-control", b"no-store")]
        match scope["method"], rest:
            case "POST", []:
                is_form = header(scope, b"content-type").startswith("multipart/form-data")
                begin = self.take_form if is_form else self.begin
                return begin(scope, receive, send, cors)
            case ("HEAD" | "GET") as method, [file]:
                return self.tell(scope, send, cors, file, method)
            case "PATCH", [file]:
                return self.go_on(scope, receive, send, cors, file)
            case "DELETE", [file]:
                return self.drop(scope, send, cors, file)
            case _:
                raise NotFound(_("There is nothing here."))

    async def begin(self, scope: Scope, receive: Receive, send: Send, cors: Headers) -> None:
        """Make room for a file, whose bytes follow."""
        del receive
        claims = read_session_token(_bearer(scope))
        told = _metadata(header(scope, b"upload-metadata"))
        length = _whole_number(header(scope, b"upload-length"))
        work = partial(_begin, claims, told.get("filename", ""), length, told.get("conversation"))
        file = await _in_thread(work)
        more = [(b"location", f"/live/files/{file.public_id}".encode()), (b"upload-offset", b"0")]
        await send_json(send, 201, told_of(file), [*cors, *more])

    async def tell(
        self, scope: Scope, send: Send, cors: Headers, public_id: str, method: str
    ) -> None:
        """Say how far a file is, and what became of it."""
        file = await _in_thread(partial(_own, read_session_token(_bearer(scope)), public_id))
        more = [*cors, *_far(file)]
        if method == "HEAD":
            await send_json(send, 200, None, more)
        else:
            await send_json(send, 200, told_of(file), more)

    async def go_on(
        self, scope: Scope, receive: Receive, send: Send, cors: Headers, public_id: str
    ) -> None:
        """Keep what comes, also if the connection breaks in the middle of it."""
        claims = read_session_token(_bearer(scope))
        offset = _whole_number(header(scope, b"upload-offset"))
        async with self._room:
            content, is_whole = await _read(receive, LARGEST_PART)
            work = partial(uploads.take_in, claims.actor(), public_id, offset, content)
            file = await _in_thread(work)
        if is_whole:
            await send_json(send, 204, None, [*cors, *_far(file)])

    async def drop(self, scope: Scope, send: Send, cors: Headers, public_id: str) -> None:
        """Take a file back that was not sent along yet."""
        actor = read_session_token(_bearer(scope)).actor()
        await _in_thread(partial(drop_upload, actor=actor, public_id=public_id))
        await send_json(send, 204, None, cors)

    async def take_form(self, scope: Scope, receive: Receive, send: Send, cors: Headers) -> None:
        """Take one file from a plain form: field `file`; `session` where no header can be set."""
        async with self._room:
            body, is_whole = await _read(receive, LARGEST_FORM)
            if not is_whole:
                raise Invalid(_("The request broke off."), code="broken_off")
            work = partial(_take_form, header(scope, b"content-type"), body, _bearer(scope))
            file = await _in_thread(work)
        await send_json(send, 201, told_of(file), cors)

    async def links(self, request: ThreadRequest) -> None:
        """Tell where files of this conversation can be read for the next minutes."""
        asked = (await request.fields()).get("files")
        ids = [text for text in asked if isinstance(text, str)] if isinstance(asked, list) else []
        told = await _in_thread(partial(_links, request.claims, request.thread, ids))
        await request.answer(200, {"links": told}, NO_STORE)


def files_of(fields: dict[str, Any]) -> tuple[str, ...]:
    """Return the files that a message names, each once, or refuse what names none of ours."""
    asked = fields.get("files") or []
    if not isinstance(asked, list) or len(asked) > MOST_ON_ENTRY:
        raise files_refused()
    # The widget keeps more of a file than its id, to show it while it waits.
    named = [each.get("id") if isinstance(each, dict) else each for each in asked]
    ids = [uuid_or_none(text) if isinstance(text, str) else None for text in named]
    if None in ids:
        raise files_refused()
    return tuple(dict.fromkeys(map(str, ids)))


def told_of(file: StoredFile) -> dict[str, Any]:
    """A file as whoever hands it in is told of it."""
    return {
        "id": str(file.public_id),
        "name": file.name,
        "state": file.state,
        "offset": file.offset,
        "length": file.length,
        "type": file.type,
        "size": file.size,
        "width": file.width,
        "height": file.height,
        "pages": file.pages,
        "why": str(why_refused(file.why)) if file.why else "",
    }


def _begin(claims: SessionClaims, name: str, length: int, conversation: str | None) -> StoredFile:
    actor = claims.actor()
    handed = uploads.Handed(
        name=name,
        length=length,
        brand_id=claims.brand_id,
        case_id=_case_of(claims, conversation),
    )
    return uploads.begin(actor, handed)


def _case_of(claims: SessionClaims, conversation: str | None) -> int | None:
    """A conversation that is about to begin has no case yet."""
    if not conversation:
        return None
    actor = claims.actor()
    with reading(actor):
        try:
            return conversation_to_read(actor, conversation[:LONGEST_ID], channel=CHANNEL).case_id
        except NotFound:
            return None


def _own(claims: SessionClaims, public_id: str) -> StoredFile:
    actor = claims.actor()
    with reading(actor):
        return file_to_continue(actor, public_id)


def _take_form(kind: str, body: bytes, bearer: str) -> StoredFile:
    meta = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body))}
    try:
        handlers = [MemoryFileUploadHandler()]
        fields, files = MultiPartParser(meta, io.BytesIO(body), handlers).parse()
    except MultiPartParserError as error:
        raise Invalid(_("This request cannot be read."), code="not_a_form") from error
    claims = read_session_token(bearer or str(fields.get("session", "")))
    file = files.get("file")
    if file is None or not file.name:
        raise Invalid(_("There is no file in this form."), code="file_missing")
    content = file.read()
    begun = _begin(claims, file.name, len(content), str(fields.get("conversation", "")))
    public_id, actor = str(begun.public_id), claims.actor()
    for at in range(0, len(content), LARGEST_PART):
        begun = uploads.take_in(actor, public_id, at, content[at : at + LARGEST_PART])
    return begun


def _links(claims: SessionClaims, thread: str, ids: list[str]) -> dict[str, dict[str, str]]:
    actor = claims.actor()
    with reading(actor):
        conversation = conversation_to_read(actor, thread, channel=CHANNEL)
        return links_for_customer(conversation, ids)


async def _read(receive: Receive, most: int) -> tuple[bytes, bool]:
    """Return the body and whether all of it came."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body), False
        body += message.get("body", b"")
        if len(body) > most:
            raise FileTooLarge(_("Send this in smaller parts."), code="part_too_large")
        if not message.get("more_body"):
            return bytes(body), True


def _far(file: StoredFile) -> Headers:
    return [
        (b"upload-offset", str(file.offset).encode()),
        (b"upload-length", str(file.length).encode()),
    ]


def _metadata(text: str) -> dict[str, str]:
    """Read tus' pairs of names and base64; what cannot be read is left out."""
    told = {}
    for pair in text[:LONGEST_METADATA].split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            told[name] = b64decode(value, validate=True).decode().replace("\x00", "")
        except (binascii.Error, UnicodeDecodeError):
            continue
    return told


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise Invalid(_("This request cannot be read."), code="number_missing")
    return int(text)


def _bearer(scope: Scope) -> str:
    return header(scope, b"authorization").removeprefix("Bearer ").strip()


async def _in_thread(work: Callable[[], Any]) -> Any:
    return await slow.in_thread(work, pool=_pool, seconds=SECONDS)
