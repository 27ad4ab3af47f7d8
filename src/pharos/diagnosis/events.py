"""What an exchange's webhook concerns, as watchers name it."""

from __future__ import annotations

import json
from typing import Any

from pharos.diagnosis.actions.take_event import Event
from pharos.exchange import webhooks

# Which field names what the event is about; the first that there is.
SUBJECTS = ("txid", "withdrawal", "restriction", "incident", "job", "deposit")


def event_of(told: webhooks.Event) -> Event:
    """The event with its subject: a transaction, a withdrawal, `ASSET@network`, a customer."""
    known: dict[str, Any] = json.loads(webhooks.dump_event(told))
    return Event(
        id=told.id,
        kind=told.type,
        at=told.at,
        subject=_subject(known),
        customer=str(known.get("customer", "")),
        payload=known,
    )


def _subject(fields: dict[str, object]) -> str:
    if "asset" in fields and "network" in fields and "txid" not in fields:
        return f"{fields['asset']}@{fields['network']}"
    for name in (*SUBJECTS, "customer"):
        if fields.get(name):
            return str(fields[name])
    return ""
