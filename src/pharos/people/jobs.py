"""Sending what the outbox holds. Never inside a transaction: a push service may be slow."""

from __future__ import annotations

import json
import logging

import requests
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from pharos.people.actions.push import push_arrived, push_key, push_refused, take_pushes
from pharos.people.actor import Actor
from pharos.people.models.push import PushKey, PushMessage
from pharos.people.push.words import title_of

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5.0
KEPT_SECONDS = 4 * 60 * 60  # how long the service keeps it for a browser that is off
GONE = (404, 410)


def send_pushes(actor: Actor) -> int:
    """Send what is due, and return how many there were. Safe to run in several workers."""
    sent = 0
    with requests.Session() as session:
        while taken := take_pushes(actor=actor):
            key = push_key(actor=actor)
            for message in taken:
                _send(actor, message, key, session)
            sent += len(taken)
    return sent


def _send(actor: Actor, message: PushMessage, key: PushKey, session: requests.Session) -> None:
    to = message.subscription
    try:
        webpush(
            {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}},
            json.dumps(_told(message)),
            vapid_private_key=Vapid02.from_pem(key.private_pem.encode()),
            vapid_claims={"sub": settings.PUSH_CONTACT},
            ttl=KEPT_SECONDS,
            timeout=TIMEOUT_SECONDS,
            requests_session=session,
        )
    except WebPushException as refusal:
        status = refusal.response.status_code if refusal.response is not None else 0
        log.info("push %s was refused with %s", message.pk, status)
        push_refused(actor=actor, push_id=message.pk, is_gone=status in GONE)
    except (requests.RequestException, ValueError) as error:
        log.warning("push %s did not arrive: %s", message.pk, type(error).__name__)
        push_refused(actor=actor, push_id=message.pk, is_gone=False)
    else:
        push_arrived(actor=actor, push_id=message.pk)


def _told(message: PushMessage) -> dict[str, str]:
    """Return what the browser shows. Nothing that a customer said leaves by this way."""
    language = message.subscription.staff.language
    return {
        "title": title_of(message.kind, message.by, language),
        "body": message.case_number,
        "case": message.case_number,
        "kind": message.kind,
    }
