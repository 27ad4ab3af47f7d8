from __future__ import annotations

from dataclasses import dataclass

from pharos.kernel.action import action
from pharos.people.actor import Actor
from pharos.people.addresses import mail_address
from pharos.people.browser import known_language, known_zone
from pharos.people.models import ContactAddress, Customer, Handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How somebody wants to be written to. What is empty stays as it is."""

    address: str = ""
    language: str = ""
    timezone: str = ""


@action
def keep_contact(*, actor: Actor, contact: Contact) -> None:
    """Remember where, in which language and by whose clock a customer wants to be written to.

    Giving an address proves nothing, unless this customer has proved it already. Repeats safely.
    Refused: what is no mail address.
    """
    assert actor.is_customer, "customers say how they want to be reached"
    customer = Customer.objects.select_for_update(no_key=True).get(pk=actor.id or 0)
    customer.language = known_language(contact.language) or customer.language
    customer.timezone = known_zone(contact.timezone) or customer.timezone
    customer.save(update_fields=["language", "timezone"])
    if not contact.address.strip():
        return
    address = mail_address(contact.address)
    mine = Handle.objects.filter(
        customer=customer, kind=Handle.Kind.MAIL, value=address, assurance__gte=1
    )
    ContactAddress.objects.get_or_create(
        brand_id=customer.brand_id,
        customer=customer,
        address=address,
        defaults={"proved_at": mine.values_list("proved_at", flat=True).first()},
    )
