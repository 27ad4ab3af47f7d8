from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.kernel.time import now
from pharos.people.access import block_to_lift, customer_to_block
from pharos.people.actor import Actor
from pharos.people.models import Block, Handle
from pharos.people.networks import network_of

LONGEST = timedelta(days=366)
REASON_MAX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTerms:
    """Why, and until when."""

    reason: str
    until: datetime


@action
def block_customer(*, actor: Actor, public_id: UUID, terms: BlockTerms) -> Block:
    """Keep a person from beginning conversations without signing in, until an instant.

    They are told so and shown another way; what they write signed in always arrives. Refused:
    anybody but a supervisor, no reason, an end that has passed or is more than a year away.
    """
    customer = customer_to_block(actor, public_id)
    block = _begun(actor, customer.brand_id, terms)
    block.customer = customer
    return _kept(actor, block, subject=str(customer))


@action
def block_handle(*, actor: Actor, handle_id: int, terms: BlockTerms) -> Block:
    """The same for one handle, such as one browser of somebody's."""
    handle = Handle.objects.filter(pk=handle_id, brand_id__in=actor.brands).first()
    if handle is None:
        raise NotFound(_("There is no such handle."))
    _only_supervisors(actor)
    block = _begun(actor, handle.brand_id, terms)
    block.handle = handle
    return _kept(actor, block, subject=str(handle))


@action
def block_network(*, actor: Actor, brand_id: int, network: str, terms: BlockTerms) -> Block:
    """The same for whoever comes from an address or a range of them."""
    if not actor.may_see_brand(brand_id):
        raise NotFound(_("There is no such brand."))
    _only_supervisors(actor)
    block = _begun(actor, brand_id, terms)
    block.network = network_of(network)
    return _kept(actor, block, subject=block.network)


@action
def lift_block(*, actor: Actor, block_id: int) -> Block:
    """End a block before its time. Lifting it again does nothing. Refused: not a supervisor."""
    block = block_to_lift(actor, block_id)
    if not block.holds_at(now()):
        return block
    block.lifted_at = now()
    block.save(update_fields=["lifted_at"])
    record(
        actor,
        "block.lifted",
        block,
        brand_id=block.brand_id,
        subject_id=block.pk,
        change={"until": (block.until, block.lifted_at)},
    )
    return block


def _only_supervisors(actor: Actor) -> None:
    if not actor.may_block:
        raise Forbidden(_("Only a supervisor blocks somebody."), code="supervisors_only")


def _begun(actor: Actor, brand_id: int, terms: BlockTerms) -> Block:
    reason, at = terms.reason.strip(), now()
    if not reason or len(reason) > REASON_MAX:
        raise Invalid(_("Say why, in a few words."), code="reason_missing")
    if not at < terms.until <= at + LONGEST:
        raise Invalid(_("A block ends within a year."), code="until_invalid")
    return Block(
        brand_id=brand_id, reason=reason, staff_id=actor.id or 0, since=at, until=terms.until
    )


def _kept(actor: Actor, block: Block, *, subject: str) -> Block:
    block.save()
    record(
        actor,
        "block.set",
        subject,
        brand_id=block.brand_id,
        subject_id=block.pk,
        change={"reason": ("", block.reason), "until": (None, block.until)},
    )
    return block
