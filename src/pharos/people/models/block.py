from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from pharos.kernel.time import now
from pharos.people.models.customer import Customer


class Block(models.Model):
    """That somebody may not begin conversations without signing in, until an instant.

    It names a person, one of their handles, or a network. Whoever has signed in is never kept out
    by one.
    """

    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="blocks"
    )
    handle = models.ForeignKey(
        "people.Handle", null=True, blank=True, on_delete=models.CASCADE, related_name="blocks"
    )
    # One address or a range of them, such as 203.0.113.0/24.
    network = models.CharField(max_length=43, blank=True)
    reason = models.CharField(max_length=300)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="block_names_one_thing",
                condition=Q(customer__isnull=False, handle=None, network="")
                | Q(customer=None, handle__isnull=False, network="")
                | Q(customer=None, handle=None) & ~Q(network=""),
            ),
            models.CheckConstraint(
                name="block_ends_after_it_begins", condition=Q(until__gt=models.F("since"))
            ),
        ]
        indexes = [models.Index(fields=["brand", "until"], name="block_of_brand")]

    def __str__(self) -> str:
        return f"Block {self.pk}"

    def holds_at(self, instant: datetime) -> bool:
        return self.lifted_at is None and instant < self.until
