"""A vendor tells what happened on a channel. Checked, taken in, and answered after the commit."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pharos.brands.queries import brand_by_slug
from pharos.channels.accounts import account_by_key
from pharos.channels.port import Disbelieved, Request
from pharos.channels.registry import channel_of
from pharos.channels.requests import take_request
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now

log = logging.getLogger(__name__)
LARGEST = 2 * 1024 * 1024
DISBELIEVED, TOO_LARGE = 401, 413


@csrf_exempt
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, brand: str, kind: str, key: str, what: str = "") -> HttpResponse:
    """Take in one request. Whoever cannot prove that they are the vendor learns nothing.

    Not even whether there is such an account. Some vendors say behind our address what it is about.
    """
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=TOO_LARGE)
    try:
        found = brand_by_slug(brand)
    except NotFound:
        return HttpResponse(status=DISBELIEVED)
    with brand_scope(found.pk):
        account = account_by_key(found.pk, kind, key)
    channel = channel_of(kind)
    if account is None or channel is None:
        return HttpResponse(status=DISBELIEVED)
    try:
        reply = take_request(channel, account.for_adapter(), found, _read(request, what))
    except Disbelieved as refusal:
        log.warning("a request to a channel was refused: %s", refusal.why)
        return HttpResponse(status=DISBELIEVED)
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)


def _read(request: HttpRequest, what: str) -> Request:
    return Request(
        method=request.method or "",
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: request.GET[name] for name in request.GET},
        body=request.body,
        at=now(),
        path=what,
    )
