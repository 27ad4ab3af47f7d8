from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from pharos.diagnosis.models import ExchangeEvent, ExchangeJob, Watcher
from pharos.diagnosis.notices import NOTICE, note_lifted, note_restriction
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a webhook said, once its signature has been checked.

    `subject` is what it concerns: a transaction, a withdrawal, a restriction, `asset@network`.
    """

    id: str
    kind: str
    at: datetime
    subject: str = ""
    customer: str = ""
    payload: Mapping[str, Any] | None = None


@action
def take_event(*, actor: Actor, brand_id: int, event: Event) -> bool:
    """Take in a webhook, and wake what waits for it. False if this event was taken in before."""
    assert brand_id in actor.brands, "an exchange speaks for its own brand"
    _row, is_new = ExchangeEvent.objects.get_or_create(
        brand_id=brand_id,
        event_id=event.id,
        defaults={
            "kind": event.kind,
            "subject": event.subject,
            "customer": event.customer,
            "payload": dict(event.payload or {}),
            "at": event.at,
            "received_at": now(),
        },
    )
    if not is_new:
        return False
    _keep_notices(brand_id, event)
    waiting = Watcher.objects.filter(brand_id=brand_id, events__contains=[event.kind])
    waiting.filter(_concerns(event)).update(due_at=now())
    if event.kind == "job.state":
        running = ExchangeJob.objects.filter(brand_id=brand_id, state=ExchangeJob.State.RUNNING)
        running.filter(job_id=event.subject).update(due_at=now())
    return True


def _concerns(event: Event) -> Q:
    """What waits for this event: by its subject, its network, or whose it is."""
    concerned = Q(subject=event.subject)
    if network := (event.payload or {}).get("network"):
        concerned |= Q(subject=network) | Q(inputs__network=network)
    if event.customer:
        whose = Handle.objects.filter(kind=Handle.Kind.ACCOUNT, value=event.customer)
        concerned |= Q(case__customer__in=whose.values("customer"))
    return concerned


def _keep_notices(brand_id: int, event: Event) -> None:
    """A restriction's customer must be told of it; whether they were is kept apart."""
    payload = dict(event.payload or {})
    if event.kind in ("restriction.imposed", "restriction.changed"):
        notice = payload.get("notice")
        note_restriction(
            brand_id,
            event.customer,
            event.subject,
            at=event.at,
            notice=NOTICE.validate_python(notice) if notice else None,
        )
    elif event.kind == "restriction.lifted":
        note_lifted(brand_id, event.subject, event.at)
