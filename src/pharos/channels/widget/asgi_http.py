"""As much HTTP as the doors need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any

import orjson
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation import gettext_lazy as _

from pharos.files.errors import FileTooLarge, QuotaReached, StorageFull
from pharos.kernel.errors import (
    Busy,
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unproven,
)
from pharos.safety.challenge import ChallengeAsked

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# A message of 10,000 characters, each escaped, and the rest of its request.
LARGEST_BODY = 130_000
STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Unproven: 401,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Busy: 503,
    FileTooLarge: 413,
    QuotaReached: 429,
    StorageFull: 507,
}
# When it is worth trying again, in seconds.
AFTER = {QuotaReached: b"3600", StorageFull: b"60"}
JSON = (b"content-type", b"application/json")


class TooLarge(Invalid):
    code = "too_large"


def header(scope: Scope, name: bytes) -> str:
    """Return the value of a header, or an empty string."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return ""


async def read_body(receive: Receive) -> bytes:
    """Return the whole body, or refuse one that no honest client sends."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid(_("The request broke off."), code="broken_off")
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            raise TooLarge(_("This is too large to send."))
        if not message.get("more_body"):
            return body


async def read_json(receive: Receive) -> dict[str, Any]:
    """Return the body's object. A field that should be text and is not reads as absent."""
    try:
        value = orjson.loads(await read_body(receive) or b"{}")
    except orjson.JSONDecodeError as error:
        raise Invalid(_("This request cannot be read."), code="not_json") from error
    if not isinstance(value, dict):
        raise Invalid(_("This request cannot be read."), code="not_json")
    return value


def text_of(fields: dict[str, Any], name: str, *, longest: int = 200) -> str:
    """Return a text field, empty if it is missing or not text. Too long a text is refused.

    NUL is left out: it means nothing in a text, and PostgreSQL refuses it.
    """
    value = fields.get(name)
    if not isinstance(value, str):
        return ""
    if len(value) > longest:
        raise Invalid(_("This request cannot be read."), code="too_long")
    return value.replace("\x00", "")


async def send_json(send: Send, status: int, value: Any, headers: Headers) -> None:
    body = b"" if value is None else orjson.dumps(value)
    length = (b"content-length", str(len(body)).encode())
    head = [length, *headers] if value is None else [JSON, length, *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def send_error(send: Send, error: DomainError, language: str, headers: Headers) -> None:
    """Send the refusal: a status, a stable code, and a sentence in the reader's language."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if type(error) in AFTER or status == STATUS[Busy]:
        headers = [*headers, (b"retry-after", AFTER.get(type(error), b"1"))]
    with override(known_language(language)):
        told: dict[str, Any] = {"code": error.code, "message": str(error.message)}
    if isinstance(error, TooMany):
        headers = [*headers, (b"retry-after", str(ceil(error.after)).encode())]
    if isinstance(error, ChallengeAsked):
        told["challenge"] = error.challenge
    body = {"error": told}
    await send_json(send, status, body, headers)


def known_language(wanted: str) -> str:
    """Return the language of ours that is closest to the first that the reader names."""
    first = wanted.split(",", 1)[0].split(";", 1)[0].strip().lower()
    try:
        return get_supported_language_variant(first or "en")
    except LookupError:
        return "en"
