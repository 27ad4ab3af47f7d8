"""The only way to a customer, named by purpose. "Not yours" and "not there" are the same answer."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Forbidden, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import (
    Block,
    Customer,
    Invitation,
    Membership,
    PersonMerge,
    PersonNote,
    Staff,
)


def customer_to_read(actor: Actor, public_id: UUID) -> Customer:
    """Return the customer, or raise NotFound whether they are absent or of another brand."""
    customers = Customer.objects.select_related("brand", "merged_into")
    customer = customers.filter(public_id=public_id, brand_id__in=actor.brands).first()
    if customer is None or not actor.may_read:
        raise _absent()
    if not actor.sees_unmasked:
        raise Forbidden(_("Who the customer is stays within the house."), code="masked")
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


def staff_to_administer(actor: Actor, staff_id: int) -> Staff:
    """Return somebody of the actor's brands, locked until commit, as an administrator does.

    Absent and of other brands are the same answer. Refused: others than administrators, and
    oneself, so that nobody locks themselves out and the last administrator stays.
    """
    if not actor.may_administer:
        raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
    places = Membership.objects.filter(team__brand_id__in=actor.brands, staff_id=staff_id)
    if not places.exists():
        raise NotFound(_("There is nobody like that."))
    if staff_id == actor.id:
        raise Forbidden(_("Ask another administrator to change you."), code="oneself")
    # Both, lowest first: of two administrators who end each other only one comes through.
    both = Staff.objects.select_for_update(no_key=True).filter(pk__in=[staff_id, actor.id or 0])
    people = {staff.pk: staff for staff in both.order_by("pk")}
    me = people[actor.id or 0]
    if not (me.is_active and me.role == actor.role):
        raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
    return people[staff_id]


def account_to_administer(actor: Actor, staff_id: int) -> Staff:
    """Return the same for a change to the account as a whole.

    Refused besides: somebody who also works for a brand that the actor does not administer.
    """
    staff = staff_to_administer(actor, staff_id)
    if not set(staff.all_brands) <= set(actor.brands):
        sentence = _("They work for other brands, too. Only an administrator of all may do this.")
        raise Forbidden(sentence, code="other_brands")
    return staff


def invitation_to_accept(actor: Actor, digest: str) -> Invitation:
    """Return the invitation locked, or raise NotFound: used, past and unknown look the same."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("team", "brand")
    invitation = found.filter(digest=digest, brand_id__in=actor.brands).first()
    if invitation is None or not invitation.is_open_at(now()):
        raise NotFound(_("This invitation does not work. Ask for another."))
    return invitation
