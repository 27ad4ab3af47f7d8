from __future__ import annotations

from django.db import IntegrityError, transaction

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.people.actor import Actor
from pharos.people.browser import known_language
from pharos.people.models import Customer, Handle
from pharos.people.sender import Sender

# Whoever writes from an account elsewhere claims to be somebody; only the exchange vouches (AL2).
CLAIMED = 1


@action
def know_sender(*, actor: Actor, brand: Brand, sender: Sender) -> Actor:
    """Return the customer behind an account of another channel, new if it is.

    The same account is always the same customer of this brand, and no other account is. Repeats
    safely; two at once make one.
    """
    assert brand.pk in actor.brands, "whoever opens the door stands in that brand"
    customer = _customer_of(brand, sender)
    _keep_up(customer, sender)
    return Actor.customer(
        id=customer.pk,
        brand_id=brand.pk,
        name=customer.name,
        assurance=CLAIMED if sender.proved_by else 0,
    )


def _customer_of(brand: Brand, sender: Sender) -> Customer:
    handles = Handle.objects.select_related("customer").filter(
        brand=brand, kind=sender.kind, value=sender.value
    )
    if known := handles.first():
        return known.customer
    try:
        with transaction.atomic():
            customer = Customer.objects.create(brand=brand)
            handles.create(
                brand=brand,
                customer=customer,
                kind=sender.kind,
                value=sender.value,
                assurance=CLAIMED if sender.proved_by else 0,
                proved_by=sender.proved_by,
            )
    except IntegrityError:
        return handles.get().customer
    return customer


def _keep_up(customer: Customer, sender: Sender) -> None:
    """Take over a name and a language where we have none: what the exchange says stays."""
    before = (customer.name, customer.language)
    customer.name = customer.name or sender.name.strip()[:120]
    customer.language = customer.language or known_language(sender.language) or ""
    if (customer.name, customer.language) != before:
        customer.save(update_fields=["name", "language"])
