"""The one file that other sites name: it never moves and is always fresh."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_response_headers
from django.views.decorators.http import require_safe

LAUNCHER = Path(__file__).parent / "static" / "widget" / "widget.js"
FRESH_SECONDS = 300


@cache
def _launcher() -> tuple[bytes, str]:
    content = LAUNCHER.read_bytes()
    return content, f'"{sha256(content).hexdigest()[:24]}"'


@require_safe
def launcher(request: HttpRequest) -> HttpResponse:
    """Serve the launcher to any page."""
    content, tag = _launcher()
    if request.headers.get("if-none-match") == tag:
        return HttpResponse(status=304)
    response = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    response["ETag"] = tag
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_response_headers(response, cache_timeout=FRESH_SECONDS)
    return response
