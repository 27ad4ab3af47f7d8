from __future__ import annotations

from uuid import UUID

from pharos.cases.words import clean
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.time import now
from pharos.people.access import customer_to_change, note_to_change
from pharos.people.actor import Actor
from pharos.people.models import Customer, PersonNote


@action
def write_person_note(*, actor: Actor, public_id: UUID, body: str, pinned: bool) -> PersonNote:
    """Write what colleagues should know of a customer. A pinned one takes the place of another.

    Refused: staff who only read, no text, and a secret in it.
    """
    customer = customer_to_change(actor, public_id)
    words = clean(body)
    if pinned:
        _unpin(customer)
    note = PersonNote.objects.create(
        brand_id=customer.brand_id,
        customer=customer,
        author_id=actor.id or 0,
        body=words,
        is_pinned=pinned,
    )
    _told(actor, customer, "person_note.written", {"body": ("", words)})
    return note


@action
def edit_person_note(
    *, actor: Actor, public_id: UUID, note_id: int, body: str, pinned: bool
) -> PersonNote:
    """Change a note; what it said before stays in the audit. The same again changes nothing.

    Refused: another's note, supervisors excepted.
    """
    customer = customer_to_change(actor, public_id)
    note = note_to_change(actor, customer, note_id)
    before = {"body": note.body, "is_pinned": note.is_pinned}
    note.body, note.is_pinned = clean(body), pinned
    change = difference(before, {"body": note.body, "is_pinned": note.is_pinned})
    if not change:
        return note

    if pinned:
        _unpin(customer)
    note.edited_at = now()
    note.save(update_fields=["body", "is_pinned", "edited_at"])
    _told(actor, customer, "person_note.edited", change)
    return note


@action
def remove_person_note(*, actor: Actor, public_id: UUID, note_id: int) -> None:
    """Take a note off the profile; what it said stays in the audit. Refused: another's note."""
    customer = customer_to_change(actor, public_id)
    note = note_to_change(actor, customer, note_id)
    note.removed_at = now()
    note.save(update_fields=["removed_at"])
    _told(actor, customer, "person_note.removed", {"body": (note.body, "")})


def _told(
    actor: Actor, customer: Customer, what: str, change: dict[str, tuple[object, object]]
) -> None:
    record(
        actor,
        what,
        customer,
        brand_id=customer.brand_id,
        subject_id=customer.public_id,
        change=change,
    )


def _unpin(customer: Customer) -> None:
    PersonNote.objects.filter(customer=customer, is_pinned=True).update(is_pinned=False)
