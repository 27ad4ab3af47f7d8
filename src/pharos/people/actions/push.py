from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.errors import Invalid, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models.push import PushKey, PushMessage, PushSubscription

BATCH = 5
# Longer than a batch takes where each service lets us wait at its door and for its answer.
LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=20)
ATTEMPTS = 6
STALE = timedelta(hours=6)  # what happened this morning need not ring in the evening
MOST = 10  # browsers of one person
KEY_LOCK = 20_261_125
DIGITS = re.compile(r"^[A-Za-z0-9_-]{16,120}={0,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where one browser is told, and its keys, as the Push API gives them."""

    endpoint: str
    p256dh: str
    auth: str
    device: str = ""


@action
def push_key(*, actor: Actor) -> PushKey:  # noqa: ARG001 - whoever asks first makes it
    """Return the installation's key pair, made by whoever asks first. Repeats safely."""
    known = PushKey.objects.order_by("pk").first()
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY_LOCK])
    return PushKey.objects.order_by("pk").first() or _made()


@action
def subscribe(*, actor: Actor, browser: Browser) -> PushSubscription:
    """Tell this browser of the actor from now on; the same browser again is the same one.

    Refused with `endpoint_unknown` unless the address is that of a push service (the setting
    PUSH_HOSTS), so that nobody makes us knock at doors of their choice. The oldest of many goes.
    """
    host = urlsplit(browser.endpoint).hostname or ""
    is_service = any(host == each or host.endswith(f".{each}") for each in settings.PUSH_HOSTS)
    is_safe = browser.endpoint.startswith("https://") or settings.PUSH_PLAIN_HTTP
    if not (is_service and is_safe and len(browser.endpoint) <= 600):  # noqa: PLR2004 - the column's
        raise Invalid(_("This browser's push service is not known here."), code="endpoint_unknown")
    if not (DIGITS.match(browser.p256dh) and DIGITS.match(browser.auth)):
        raise Invalid(_("The browser's keys cannot be read."), code="keys_unreadable")
    made, _is_new = PushSubscription.objects.update_or_create(
        endpoint=browser.endpoint,
        defaults={
            "staff_id": actor.id or 0,
            "p256dh": browser.p256dh,
            "auth": browser.auth,
            "device": browser.device[:120],
        },
    )
    mine = PushSubscription.objects.filter(staff=actor.id or 0).order_by("-pk")
    PushSubscription.objects.filter(pk__in=[old.pk for old in mine[MOST:]]).delete()
    return made


@action
def unsubscribe(*, actor: Actor, endpoint: str) -> None:
    """Tell this browser no more. Refused for a browser that is not the actor's own."""
    gone, _per_model = PushSubscription.objects.filter(
        staff=actor.id or 0, endpoint=endpoint
    ).delete()
    if not gone:
        raise NotFound(_("This browser is not told anything."))


@action
def take_pushes(*, actor: Actor, limit: int = BATCH) -> list[PushMessage]:  # noqa: ARG001 - for all
    """Take what is due and nobody else holds, for a minute; then it is due again.

    What is too old to matter is dropped.
    """
    at = now()
    PushMessage.objects.filter(created_at__lt=at - STALE).delete()
    due = PushMessage.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        due_at__lte=at
    )
    taken = list(due.select_related("subscription__staff").order_by("due_at", "pk")[:limit])
    for message in taken:
        message.attempts += 1
        message.due_at = at + LEASE
    PushMessage.objects.bulk_update(taken, ["attempts", "due_at"])
    return taken


@action
def push_arrived(*, actor: Actor, push_id: int) -> None:  # noqa: ARG001 - for all
    """Forget a push that its service has taken."""
    message = PushMessage.objects.filter(pk=push_id).first()
    if message is not None:
        PushSubscription.objects.filter(pk=message.subscription_id).update(delivered_at=now())
        message.delete()


@action
def push_refused(*, actor: Actor, push_id: int, is_gone: bool) -> None:  # noqa: ARG001 - for all
    """Try again later, each time twice as late; or forget a browser that is gone."""
    message = PushMessage.objects.select_for_update().filter(pk=push_id).first()
    if message is None:
        return
    if is_gone:
        PushSubscription.objects.filter(pk=message.subscription_id).delete()
    elif message.attempts >= ATTEMPTS:
        message.delete()
    else:
        message.due_at = now() + FIRST_PAUSE * 2 ** (message.attempts - 1)
        message.save(update_fields=["due_at"])


def _made() -> PushKey:
    pair = ec.generate_private_key(ec.SECP256R1())
    pem = pair.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    point = pair.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    public = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
    return PushKey.objects.create(private_pem=pem.decode(), public_key=public)
