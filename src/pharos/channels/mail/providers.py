"""Webhooks of mail providers, read by django-anymail: mails that came, and what became of ours.

A provider is given our address with `?what=mails` or `?what=events`. It signs, or it sends the
user and password that it was given (`provider_key` as user:password).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from pharos.channels.port import (
    Account,
    Disbelieved,
    Happening,
    Mailed,
    Receipt,
    Request,
    Unreadable,
    Update,
)

# Each provider's views and the name of the key that they check signatures with, if they sign.
VIEWS: Final[dict[str, tuple[str, str, str]]] = {
    "brevo": ("BrevoInboundWebhookView", "BrevoTrackingWebhookView", ""),
    "mailgun": ("MailgunInboundWebhookView", "MailgunTrackingWebhookView", "webhook_signing_key"),
    "mailjet": ("MailjetInboundWebhookView", "MailjetTrackingWebhookView", ""),
    "postmark": ("PostmarkInboundWebhookView", "PostmarkTrackingWebhookView", ""),
    "sendgrid": ("SendGridInboundWebhookView", "SendGridTrackingWebhookView", ""),
    "sparkpost": ("SparkPostInboundWebhookView", "SparkPostTrackingWebhookView", ""),
}
STATES: Final = {
    "delivered": "delivered",
    "opened": "seen",
    "bounced": "failed",
    "rejected": "failed",
    "failed": "failed",
    "complained": "failed",
}


def read_webhook(account: Account, request: Request) -> Update:
    """Read one webhook of the account's provider. Raises Disbelieved and Unreadable."""
    if request.method != "POST":
        return Update()
    view = _view(account, is_events=request.query.get("what") == "events")
    told = _django_request(request)
    try:
        view.run_validators(told)
    except (AnymailWebhookValidationFailure, SuspiciousOperation) as error:
        raise Disbelieved(str(error)) from error
    try:
        events = list(view.parse_events(told))
    except Exception as error:
        raise Unreadable(type(error).__name__) from error
    return Update(happenings=tuple(happening for event in events for happening in _read(event)))


def _view(account: Account, *, is_events: bool) -> Any:
    provider = account.settings.get("provider", "")
    names = VIEWS.get(provider)
    key = account.secrets.get("provider_key", "")
    if names is None or not key:
        raise Disbelieved("no provider is set up, or no key")
    module = import_module(f"anymail.webhooks.{provider}")
    kind = getattr(module, names[1] if is_events else names[0])
    signs = names[2]
    with warnings.catch_warnings():
        # It warns where nothing but a signature protects: then the signature does.
        warnings.simplefilter("ignore")
        return kind(**({signs: key} if signs else {"webhook_secret": key}))


def _django_request(request: Request) -> Any:
    headers = {name: value for name, value in request.headers.items() if name != "content-type"}
    return RequestFactory().generic(
        request.method,
        "/",
        request.body,
        content_type=request.headers.get("content-type", "application/json"),
        headers=headers,
    )


def _read(event: Any) -> Iterator[Happening]:
    if isinstance(event, AnymailInboundEvent):
        message = event.message
        yield Mailed(
            raw=message.as_bytes(),
            envelope_from=message.envelope_sender,
            envelope_to=(message.envelope_recipient,) if message.envelope_recipient else (),
        )
    elif isinstance(event, AnymailTrackingEvent) and event.event_type in STATES:
        # By our own Message-ID, which the provider keeps beside its own name.
        name = (
            (event.esp_event or {}).get("Message-Id") if isinstance(event.esp_event, dict) else ""
        )
        yield Receipt(
            state=STATES[event.event_type],  # type: ignore[arg-type]
            item=str(name or event.message_id or "").strip("<>"),
            trouble=str(event.description or event.mta_response or event.reject_reason or ""),
        )
