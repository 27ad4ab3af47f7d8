"""What a request asks, read from its head; and which pages may read the answer."""

from __future__ import annotations

from urllib.parse import parse_qs

from pharos.channels.widget.asgi_http import Headers, Scope, header
from pharos.channels.widget.gate import PROOF
from pharos.channels.widget.uploads import TUS_HEADERS

LONGEST_NUMBER = 9
ALLOWED = b"authorization, content-type, last-event-id, " + PROOF + b", " + TUS_HEADERS


def bearer(scope: Scope) -> str:
    """Return the token of the Authorization header; reading an empty one is refused later."""
    return header(scope, b"authorization").removeprefix("Bearer ").strip()


def query(scope: Scope, name: str) -> str:
    asked: bytes = scope["query_string"]
    return parse_qs(asked.decode("latin-1")).get(name, [""])[0]


def number_of(text: str) -> int:
    """Return a whole number, or 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def position_asked(scope: Scope) -> int:
    """Return after which position the browser wants to go on: its last event id, or `after`."""
    return number_of(header(scope, b"last-event-id")) or number_of(query(scope, "after"))


def cors_headers(scope: Scope) -> Headers:
    """Let any page read the answers: who may ask is decided by token and brand, not by origin.

    No cookie is ever read here, so a page gains nothing by asking on a customer's behalf.
    """
    origin = header(scope, b"origin")
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-headers", ALLOWED),
        (b"access-control-allow-methods", b"GET, HEAD, POST, PATCH, DELETE"),
        (b"access-control-expose-headers", b"retry-after, location, upload-offset, tus-resumable"),
        (b"access-control-max-age", b"7200"),
        (b"vary", b"origin"),
    ]
