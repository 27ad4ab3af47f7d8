"""The only way to a customer, named by purpose. "Not yours" and "not there" are the same answer."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Forbidden, NotFound
from pharos.people.actor import Actor
from pharos.people.models import Block, Customer, PersonMerge, PersonNote


def customer_to_read(actor: Actor, public_id: UUID) -> Customer:
    """Return the customer, or raise NotFound whether they are absent or of another brand."""
    customers = Customer.objects.select_related("brand", "merged_into")
    customer = customers.filter(public_id=public_id, brand_id__in=actor.brands).first()
    if customer is None or not actor.may_read:
        raise _absent()
    return customer


def customer_to_change(actor: Actor, public_id: UUID) -> Customer:
    """Return the customer locked until commit, if `actor` may write about them."""
    customer = customer_to_read(actor, public_id)
    if not actor.may_note:
        raise Forbidden(_("You can read this profile but not change it."), code="read_only")
    return locked_customers(customer.pk)[0]


def customer_to_block(actor: Actor, public_id: UUID) -> Customer:
    """Return the customer locked until commit, if `actor` may block them."""
    customer = customer_to_read(actor, public_id)
    if not actor.may_block:
        raise Forbidden(_("Only a supervisor blocks somebody."), code="supervisors_only")
    return locked_customers(customer.pk)[0]


def locked_customers(*ids: int) -> list[Customer]:
    """Lock these customers, lowest first, and return them in the order asked for."""
    found = Customer.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    by_id = {customer.pk: customer for customer in found.order_by("pk").select_related("brand")}
    return [by_id[pk] for pk in ids]


def note_to_change(actor: Actor, customer: Customer, note_id: int) -> PersonNote:
    """Return a note about this customer: its author's own, or any for who may assign others."""
    note = PersonNote.objects.filter(pk=note_id, customer=customer, removed_at=None).first()
    if note is None:
        raise NotFound(_("There is no such note."))
    if note.author_id != actor.id and not actor.may_assign_others:
        raise Forbidden(_("This note is a colleague's."), code="not_yours")
    return note


def block_to_lift(actor: Actor, block_id: int) -> Block:
    """Return a block locked until commit, if `actor` may lift it."""
    blocks = Block.objects.select_for_update(no_key=True, of=("self",))
    block = blocks.filter(pk=block_id, brand_id__in=actor.brands).first()
    if block is None or not actor.may_read:
        raise NotFound(_("There is no such block."))
    if not actor.may_block:
        raise Forbidden(_("Only a supervisor lifts a block."), code="supervisors_only")
    return block


def merge_to_undo(actor: Actor, merge_id: int) -> PersonMerge:
    """Return a merge that still holds, if `actor` may undo it."""
    merge = PersonMerge.objects.filter(pk=merge_id, brand_id__in=actor.brands).first()
    if merge is None or not actor.may_read:
        raise NotFound(_("There is no such merge."))
    if not actor.may_confirm_identity:
        raise Forbidden(_("Only a specialist or a supervisor joins and parts people."))
    return merge


def _absent() -> NotFound:
    return NotFound(_("There is no such customer."))
