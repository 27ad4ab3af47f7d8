"""Headers that every page of ours carries, whichever view wrote it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# No inline script or style anywhere, and nobody may put our pages in a frame.
POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
if settings.FILES_BASE_URL:
    # Files have a host of their own, of which pages show pictures and films, and nothing else.
    POLICY += "".join(
        f"; {what} 'self' {settings.FILES_BASE_URL}" for what in ("img-src", "media-src")
    )


class PageHeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), payment=()")
        # What somebody saw of a case is not left in a cache for the next person at the machine.
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
