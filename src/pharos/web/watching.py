"""Each request of a page is counted and told in one line: which route, how it ended, how long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pharos.kernel import logs, metrics
from pharos.people.models import Staff

log = logging.getLogger("pharos.request")

SLOW_SECONDS = 1.0
BROKEN = 500
METHODS = frozenset({"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})


class WatchMiddleware:
    """Stands before everything else. Knows the route by its name, so no address is ever told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        with logs.about(request=logs.request_id()) as told:
            response = self.get_response(request)
            seconds = perf_counter() - began
            method = request.method if request.method in METHODS else "other"
            route = route_of(request, response)
            metrics.REQUESTS.labels(route, method, str(response.status_code)).observe(seconds)
            response.headers["X-Request-ID"] = told["request"]
            level = _level(response.status_code, seconds)
            if log.isEnabledFor(level):
                _tell(level, request, response, {"route": route, "method": method, "s": seconds})
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """The route is known from here on: whatever the view logs says it."""
        logs.note(route=route_of(request))


def route_of(request: HttpRequest, response: HttpResponse | None = None) -> str:
    """Return the name of the route, which is one of few whatever a stranger asks for."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.url_name or "unnamed"
    if request.path.startswith(settings.STATIC_URL) and response and response.status_code < 400:  # noqa: PLR2004 - below are no errors
        return "static"
    return "none"


def _level(status: int, seconds: float) -> int:
    if status >= BROKEN:
        return logging.ERROR
    return logging.WARNING if seconds > SLOW_SECONDS else logging.INFO


def _tell(
    level: int, request: HttpRequest, response: HttpResponse, measured: dict[str, Any]
) -> None:
    told = {
        "method": measured["method"],
        "route": measured["route"],
        "status": response.status_code,
        "ms": round(measured["s"] * 1000, 1),
    }
    # Only if somebody has asked already: a log line is not worth a query.
    user = getattr(request, "_cached_user", None)
    if isinstance(user, Staff):
        told["actor"] = f"staff:{user.pk}"
    log.log(level, "request", extra={"told": told})
