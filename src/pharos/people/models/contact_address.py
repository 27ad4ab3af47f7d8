from __future__ import annotations

from django.db import models

from pharos.kernel.time import now
from pharos.people.models.customer import Customer


class ContactAddress(models.Model):
    """Where a customer asked to be written to. Giving an address proves nothing.

    `proved_at` is when whoever reads that mailbox has shown that they do.
    """

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contact_addresses"
    )
    address = models.EmailField()
    given_at = models.DateTimeField(default=now)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "address", "customer"], name="contact_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Contact address {self.pk}"
