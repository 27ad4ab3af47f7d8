"""An exchange tells that something moved. Signed, taken once, and answered after the commit."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pharos.brands.queries import brand_by_slug
from pharos.diagnosis.actions.take_event import take_event
from pharos.diagnosis.events import event_of
from pharos.exchange.connections import connection_of
from pharos.exchange.webhooks import LARGEST, WebhookRefused, read_webhook
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor

log = logging.getLogger(__name__)
TAKEN, REFUSED, TOO_LARGE = 200, 401, 413


@csrf_exempt
@require_POST
def take(request: HttpRequest, brand: str) -> HttpResponse:
    """Take in one webhook. Whoever cannot prove that they are the exchange learns nothing."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"code": "too_large"}, status=TOO_LARGE)
    try:
        found = brand_by_slug(brand)
    except NotFound:
        return _refused()
    with brand_scope(found.pk):
        connection = connection_of(found.pk)
    secrets = [key.encode() for key in connection.webhook_keys] if connection else []
    if not secrets:
        return _refused()
    try:
        told = read_webhook(dict(request.headers), request.body, secrets, now())
    except WebhookRefused as refusal:
        log.warning("a webhook was refused: %s", refusal.why, extra={"brand": found.slug})
        return _refused()
    system = Actor.system(found.pk)
    is_new = take_event(actor=system, brand_id=found.pk, event=event_of(told))
    return JsonResponse({"taken": is_new}, status=TAKEN)


def _refused() -> HttpResponse:
    return JsonResponse({"code": "refused"}, status=REFUSED)
