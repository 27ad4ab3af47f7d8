"""Refusals become status codes and a sentence in the reader's language."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from math import ceil

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.brands.queries import brand_by_slug
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
from pharos.web.http import wants_fragment
from pharos.web.unsent import unsent

log = logging.getLogger(__name__)

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
AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = "2"
# Where a page of ours says what went wrong, whatever part of it was to be replaced.
ALERT = "#problem"

TITLES: dict[int, str | Promise] = {
    400: _("That request could not be read"),
    401: _("Please sign in again"),
    403: _("This is not open to you"),
    404: _("There is nothing here"),
    409: _("Somebody was quicker"),
    422: _("That cannot be done"),
    429: _("A little slower, please"),
    503: _("Busy right now"),
}
BROKEN = _("Something went wrong on our side")


def refusal(request: HttpRequest, sentence: str | Promise, status: int) -> HttpResponse:
    """One sentence in the page's alert line for a script, a quiet page for a browser."""
    context = {"title": TITLES.get(status, BROKEN), "sentence": sentence}
    if not wants_fragment(request):
        context["person"] = _way_to_a_person(request, is_busy=status == STATUS[Busy])
        context["unsent"] = unsent(request)
        return render(request, "design/refusal.html", context, status=status)
    response = render(request, "design/_refusal.html", context, status=status)
    response["HX-Retarget"] = ALERT
    response["HX-Reswap"] = "innerHTML"
    return response


def _way_to_a_person(request: HttpRequest, *, is_busy: bool) -> str:
    """Where customers reach somebody, on the pages of a brand; nothing on all others.

    A database that is away is not asked whether there is such a brand.
    """
    slug, match = request.path.split("/")[1], request.resolver_match
    is_known = match is not None and match.kwargs.get("brand") == slug
    try:
        if not is_busy:
            brand_by_slug(slug)
        return reverse("portal:contact", args=[slug]) if is_known or not is_busy else ""
    except (NotFound, DatabaseError, InterfaceError):
        return ""


def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """It restarts, or it is out of something: a browser may try again, and does so safely."""
    log.warning("the database is away: %s", str(error).partition("\n")[0])
    response = refusal(request, _("Please try again in a moment."), STATUS[Busy])
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, AWAY):
            return away(request, error)
        if not isinstance(error, DomainError):
            return None
        status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 422)
        response = refusal(request, error.message, status)
        if status == STATUS[Busy]:
            response["Retry-After"] = RETRY_AFTER_SECONDS
        if isinstance(error, TooMany):
            response["Retry-After"] = str(ceil(error.after))
        return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusal(request, _("The address may be mistyped, or you may not see this."), 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusal(request, _("You are signed in, but this is for other roles."), 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form is from before a sign-in or another browser. What was typed is kept there."""
    return refusal(request, _("This page has grown old. Load it again and send once more."), 403)


def broken(request: HttpRequest) -> HttpResponse:
    """What no view or middleware caught. A session cannot be read without the database either."""
    error = sys.exc_info()[1]
    if isinstance(error, AWAY):
        return away(request, error)
    return refusal(request, _("We know about it. Try again in a moment."), 500)
