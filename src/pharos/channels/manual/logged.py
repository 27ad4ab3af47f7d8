"""A call, a letter, a fax or a visit that somebody at the desk writes down becomes a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.channels.manual.adapter import KIND
from pharos.kernel.errors import Forbidden, Invalid
from pharos.kernel.time import now
from pharos.people.actions.know_sender import know_sender
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.people.sender import Sender
from pharos.reception.admit import admit
from pharos.reception.inbound import Admitted, Inbound

# How it came, as the conversation's surface names it.
WAYS: Final = ("phone", "post", "fax", "visit")
CLAIMED: Final = "manual_claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What somebody wrote down. Without a `customer` it is of somebody new: a name, and a number.

    `reached_at` is what they say they can be reached by; it proves nothing.
    """

    brand: Brand
    way: str
    at: datetime
    text: str
    client_token: str
    language: str
    customer: Customer | None = None
    name: str = ""
    reached_at: str = ""


def log_contact(
    *,
    actor: Actor,
    contact: Contact,
    take_files: Callable[[Actor], Sequence[str]] = lambda _customer: (),
) -> Admitted:
    """Take in what somebody wrote down as a message of the customer's, and say who wrote it down.

    The same `client_token` again returns the first. `take_files` hands in what came with it, in
    the customer's name. Refused: who does not answer customers, or does not see who they are
    (`read_only`), a time that is still to come (`not_yet`), and what `admit` refuses.
    """
    if not (actor.may_reply and actor.sees_unmasked and actor.may_see_brand(contact.brand.pk)):
        raise Forbidden(_("Writing down contacts is for agents."), code="read_only")
    assert contact.way in WAYS, "the form offers only these"
    if contact.at > now():
        raise Invalid(_("This time is still to come."), code="not_yet")
    customer = _customer_of(contact)
    files = tuple(take_files(customer))
    return admit(actor=customer, inbound=_inbound(actor, contact, files))


def _customer_of(contact: Contact) -> Actor:
    known = contact.customer
    if known is not None:
        # On the phone anybody can say that they are somebody: nothing is proved.
        return Actor.customer(id=known.pk, brand_id=known.brand_id, name=known.name, assurance=0)
    value = contact.reached_at or contact.client_token
    sender = Sender(kind=CLAIMED, value=value, name=contact.name, language=contact.language)
    system = Actor.system(contact.brand.pk)
    return know_sender(actor=system, brand=contact.brand, sender=sender)


def _inbound(actor: Actor, contact: Contact, files: tuple[str, ...]) -> Inbound:
    written = {
        "logged_by": actor.name,
        "logged_by_id": actor.id,
        "way": contact.way,
        "came_at": contact.at.isoformat(),
    }
    return Inbound(
        channel=KIND,
        external_id=f"0:{contact.client_token}",
        client_token=contact.client_token,
        text=contact.text,
        files=files,
        language=contact.language,
        surface=contact.way,
        item=f"0:{contact.client_token}",
        must_take=True,
        about=lambda _text: written,
    )
