"""What a page loads of the widget, made small and compressed once.

The source stands in `static/widget` as modules that browsers can load as they are. Here the
modules that every conversation needs become one file; what loads on first use stays apart. The
address carries a hash of all of it, so that a browser keeps it for good and never mixes two
releases. Only the launcher has an address that never moves.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import minify  # type: ignore[import-untyped]
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_response_headers, patch_vary_headers
from django.views.decorators.http import require_safe

from pharos.channels.widget.made import MADE, made

SOURCE = Path(__file__).parent / "static" / "widget"
ENTRY = "talk.js"
TYPES = {".js": "text/javascript", ".css": "text/css"}
MADE_TYPE = "application/json"
LAUNCHER_SECONDS = 300
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.-]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const|class|function|async)", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    kind: str
    plain: bytes
    gzip: bytes
    brotli: bytes

    @classmethod
    def of(cls, name: str, text: str) -> Asset:
        kind = TYPES[Path(name).suffix]
        small = minify.string(kind, text).encode()
        return cls(kind, small, gzip.compress(small, 9, mtime=0), brotli.compress(small))


@cache
def version() -> str:
    """Return the hash of everything that the widget loads."""
    files = sorted(path for path in SOURCE.rglob("*") if path.suffix in TYPES)
    texts = [path.read_bytes() for path in files] + [made(name) for name in MADE]
    return sha256(b"".join(texts)).hexdigest()[:12]


@cache
def asset(name: str) -> Asset:
    """Return one file as it is sent. The entry holds every module that it needs from the start."""
    if name in MADE:
        text = made(name)
        return Asset(MADE_TYPE, text, gzip.compress(text, 9, mtime=0), brotli.compress(text))
    path = (SOURCE / name).resolve()
    if not path.is_relative_to(SOURCE) or path.suffix not in TYPES or not path.is_file():
        raise Http404
    return Asset.of(name, joined() if name == ENTRY else path.read_text())


@cache
def launcher() -> Asset:
    """Return the launcher, which knows the address of the rest."""
    text = (SOURCE / "widget.js").read_text()
    return Asset.of("widget.js", text.replace("static/widget/", f"widget/{version()}/"))


def joined() -> str:
    """Return the entry and what it imports as one module. Top-level names must be unique."""
    texts = [EXPORT.sub("", IMPORT.sub("", text)) for text in _in_order(ENTRY, set())]
    return "\n".join([*texts, "export { start };"])


def _in_order(name: str, done: set[str]) -> Iterator[str]:
    """Yield the texts of a module and of what it needs, the needed first."""
    done.add(name)
    text = (SOURCE / name).read_text()
    for needed in IMPORT.findall(text):
        if needed not in done:
            yield from _in_order(needed, done)
    yield text


@require_safe
def show_launcher(request: HttpRequest) -> HttpResponse:
    """Serve the one file that other sites name: it never moves and is always fresh."""
    response = _sent(request, launcher())
    response["ETag"] = f'"{version()}"'
    patch_response_headers(response, cache_timeout=LAUNCHER_SECONDS)
    return response


@require_safe
def show(request: HttpRequest, release: str, name: str) -> HttpResponse:
    """Serve a file to any page, to be kept for good. An old release gets what is there now."""
    response = _sent(request, asset(name))
    kept = "max-age=31536000, immutable" if release == version() else "no-cache"
    response["Cache-Control"] = f"public, {kept}"
    return response


def _sent(request: HttpRequest, asset: Asset) -> HttpResponse:
    accepted = request.headers.get("accept-encoding", "")
    ways = (("br", asset.brotli), ("gzip", asset.gzip))
    way = next((way for way in ways if way[0] in accepted), None)
    response = HttpResponse(way[1] if way else asset.plain)
    response["Content-Type"] = f"{asset.kind}; charset=utf-8"
    if way:
        response["Content-Encoding"] = way[0]
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
