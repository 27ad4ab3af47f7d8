from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.kernel.compiled import compiled
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
    if (known := _known(brand, sender)) is not None:
        return known
    try:
        with transaction.atomic():
            customer = Customer.objects.create(
                brand=brand,
                name=sender.name.strip()[:120],
                language=known_language(sender.language) or "",
            )
            Handle.objects.create(
                brand=brand,
                customer=customer,
                kind=sender.kind,
                value=sender.value,
                assurance=CLAIMED if sender.proved_by else 0,
                proved_by=sender.proved_by,
            )
    except IntegrityError:
        known = _known(brand, sender)
        assert known is not None, "whoever was quicker has written it"
        return known
    return customer


def _known(brand: Brand, sender: Sender) -> Customer | None:
    found: list[Handle] = _handles(brand.pk, sender.kind, sender.value)
    return found[0].customer if found else None


@compiled
def _handles(brand_id: int, kind: str, value: str) -> QuerySet[Handle]:
    found = Handle.objects.filter(brand_id=brand_id, kind=kind, value=value)
    return found.select_related("customer")[:1]


def _keep_up(customer: Customer, sender: Sender) -> None:
    """Take over a name and a language where we have none: what the exchange says stays."""
    before = (customer.name, customer.language)
    customer.name = customer.name or sender.name.strip()[:120]
    customer.language = customer.language or known_language(sender.language) or ""
    if (customer.name, customer.language) != before:
        customer.save(update_fields=["name", "language"])
