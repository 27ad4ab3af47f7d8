from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Upper

from pharos.kernel.time import now


class Customer(models.Model):
    """Somebody who asks for help. What we know of them is as little as talking needs."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, related_name="customers")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=20, blank=True)
    timezone = models.CharField(max_length=60, blank=True)
    # The exchange's tokens from before this instant no longer open anything: `revoke_devices`.
    signed_out_at = models.DateTimeField(null=True, blank=True)
    # Words of their own that stand in each mail of ours to them, so that they know it is ours.
    phrase = models.CharField(max_length=40, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=now, editable=False)
    # The one whose profile this customer is shown in, once it is proved that both are one person.
    # Nothing else moves at a merge, so that undoing it leaves nothing behind (docs/adr/0010).
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    class Meta:
        indexes = (models.Index("brand", Upper("name"), name="customer_name_begins"),)

    def __str__(self) -> str:
        return f"Customer {self.public_id}"

    @property
    def shown_name(self) -> str:
        """Their name, or that of whom they were found to be."""
        if self.name or self.merged_into is None:
            return self.name
        return self.merged_into.name

    @property
    def person_id(self) -> int:
        """The id that all customers of one person share: that of the one they were merged into."""
        return self.merged_into_id or self.pk
