"""Reading a file by its link: plain ASGI, since a slow reader would hold a thread for minutes.

Whatever a file is, a browser is told to make nothing of it but what it was checked to be: no
sniffing, no scripts, no frames, and anything that is neither picture nor video is saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from django.db import InterfaceError, OperationalError, close_old_connections

from pharos.files.access import absent, file_to_serve
from pharos.files.errors import KeyMissing, StorageAway
from pharos.files.inspection.verdict import SAFE
from pharos.files.links import PATH, Link, read_link
from pharos.files.models import StoredFile
from pharos.files.storage import storage
from pharos.files.storage.port import CHUNK
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import brand_scope
from pharos.people.queries import is_still_there
from pharos.web.files.ranges import NotSatisfiable, span_of

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

THREADS: Final = 8
SHOWN: Final = ("image/", "video/")
ALWAYS: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    # The link is what gives access, and a page that shows the file is of another origin.
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"x-robots-tag", b"noindex"),
]
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="files")


class FilesDoor:
    """One process's door to files."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _say(send, 405)
            return
        try:
            link = read_link(scope["path"].removeprefix(PATH))
            file = await _in_thread(partial(_file_of, link))
            await _answer(scope, receive, send, link, file)
        except (NotFound, KeyMissing):
            await _say(send, 404)
        except NotSatisfiable:
            await _say(send, 416)
        except (OperationalError, InterfaceError, StorageAway):
            await _say(send, 503)


def _file_of(link: Link) -> StoredFile:
    """Return the file if the bearer may still read it: rights end before links do."""
    close_old_connections()
    if link.reader == "staff" and not is_still_there(link.reader_id, link.brand_id):
        raise absent()
    with brand_scope(link.brand_id):
        file = file_to_serve(link.brand_id, link.file)
    if file.case_id != link.case_id or link.what not in (SAFE, *file.pictures):
        raise absent()
    return file


async def _answer(scope: Scope, receive: Receive, send: Send, link: Link, file: StoredFile) -> None:
    asked = dict(scope["headers"])
    tag = f'"{file.sha256}-{link.what}"'.encode()
    headers = [*ALWAYS, (b"etag", tag)]
    headers.append((b"cache-control", f"private, max-age={link.seconds_left}".encode()))
    if asked.get(b"if-none-match") == tag:
        await _say(send, 304, headers)
        return
    part = None
    if link.what != SAFE:
        headers += [(b"content-type", b"image/webp"), (b"content-disposition", b"inline")]
        start, length = 0, None
    else:
        if asked.get(b"if-range", tag) == tag:
            part = span_of(asked.get(b"range", b"").decode("latin-1"), file.size)
        headers += _described(file, part)
        start, last = part or (0, file.size - 1)
        length = last - start + 1
        headers.append((b"content-length", str(length).encode()))
    content = await _in_thread(partial(storage().open, file.key(link.what), start=start))
    status = 206 if part else 200
    try:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await _pour(content, 0 if scope["method"] == "HEAD" else length, receive, send)
    finally:
        content.close()


def _described(file: StoredFile, part: tuple[int, int] | None) -> Headers:
    kind = f"{file.type}; charset=utf-8" if file.type == "text/plain" else file.type
    how = "inline" if file.type.startswith(SHOWN) else "attachment"
    named = f"{how}; filename*=UTF-8''{quote(file.name, safe='')}"
    headers = [
        (b"content-type", kind.encode()),
        (b"content-disposition", named.encode()),
        (b"accept-ranges", b"bytes"),
    ]
    if part:
        headers.append((b"content-range", f"bytes {part[0]}-{part[1]}/{file.size}".encode()))
    return headers


async def _pour(content: BinaryIO, length: int | None, receive: Receive, send: Send) -> None:
    """Send so much, or all there is, until the reader has gone."""
    left = length
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        while not gone.done() and left != 0:
            most = CHUNK if left is None else min(CHUNK, left)
            chunk = await _in_thread(partial(content.read, most))
            if not chunk:
                break
            left = None if left is None else left - len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _in_thread(work: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(_pool, work)


async def _say(send: Send, status: int, headers: Headers | None = None) -> None:
    told = headers or [*ALWAYS, (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": b""})
