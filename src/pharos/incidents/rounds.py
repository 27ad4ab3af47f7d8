"""The worker's part: following what exchanges list, and sending mass replies part by part."""

from __future__ import annotations

import logging

from pharos.brands.models import Brand
from pharos.diagnosis.consult import ask_publicly
from pharos.exchange.connections import connected_brands, connection_of, ports_of
from pharos.exchange.errors import ExchangeError
from pharos.incidents.actions.send_mass_reply import (
    Due,
    finish_mass_reply,
    note_failure,
    pass_over,
    send_to_recipient,
    stop_mass_reply,
    take_mass_replies,
)
from pharos.incidents.actions.take_over import take_over_incidents
from pharos.incidents.queries import sender_of, waiting_recipients
from pharos.kernel.errors import DomainError
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

# So many in a part: an answer each to so many customers is more than a team can take in a second.
PART = 20


def follow_incidents(actor: Actor) -> int:
    """Take over what the exchanges list. Returns how many incidents are new or have moved."""
    with reading(actor):
        brands = connected_brands(actor.brands)
    return sum(map(_followed, brands))


def _followed(brand: Brand) -> int:
    """Ask outside any transaction. Who does not answer, or with old news, is asked again later."""
    with reading(Actor.system(brand.pk)):
        connection = connection_of(brand.pk)
    try:
        ports = ports_of(connection) if connection else None
        if ports is None:
            return 0
        answer = ask_publicly(brand.slug, ports, "list_incidents", {"active": False})
    except (ExchangeError, ValueError):
        return 0
    if answer.is_stale(now()):
        return 0
    return take_over_incidents(
        actor=Actor.system(brand.pk), brand_id=brand.pk, listed=answer.data.items
    )


def send_mass_replies(actor: Actor) -> int:
    """Send the next part of each mass reply that is due. Returns how many were written to."""
    return sum(_part_sent(due) for due in take_mass_replies(actor=actor))


def _part_sent(due: Due) -> int:
    system = Actor.system(due.brand_id)
    with reading(system):
        staff = sender_of(due.id)
        waiting = waiting_recipients(due.id, limit=PART)
    sender = staff.actor()
    may = staff.is_active and sender.may_assign_others and sender.may_see_brand(due.brand_id)
    if not may:
        stop_mass_reply(actor=system, mass_reply_id=due.id)
        return 0
    sent = sum(_sent(sender, recipient) for recipient in waiting)
    if len(waiting) < PART:
        finish_mass_reply(actor=system, mass_reply_id=due.id)
    return sent


def _sent(sender: Actor, recipient_id: int) -> bool:
    try:
        return send_to_recipient(actor=sender, recipient_id=recipient_id)
    except DomainError as refusal:
        pass_over(actor=sender, recipient_id=recipient_id, why=refusal.code)
    except Exception:
        log.exception("one of many was not written to", extra={"recipient": recipient_id})
        note_failure(actor=sender, recipient_id=recipient_id)
    return False
