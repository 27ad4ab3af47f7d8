from __future__ import annotations

from django.db import models
from django.db.models import Q

from pharos.kernel.time import now
from pharos.people.models.customer import Customer


class Handle(models.Model):
    """By what a customer is known on one channel, and how well that has been proved.

    A visitor's value is the digest of their browser's secret; an account's is the exchange's own
    reference. `assurance` is what using the handle proves by itself, from AL0 to AL4.
    """

    class Kind(models.TextChoices):
        VISITOR = "visitor"
        ACCOUNT = "account"
        MAIL = "mail"
        PHONE = "phone"

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="handles")
    # Open-ended on purpose: each channel brings its own kind.
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=255)
    assurance = models.PositiveSmallIntegerField(default=0)
    proved_by = models.CharField(max_length=120, blank=True)
    proved_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "kind", "value"], name="handle_once_in_brand"),
            models.CheckConstraint(
                name="handle_assurance_is_0_to_4",
                condition=Q(assurance__gte=0, assurance__lte=4),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} handle {self.pk}"

    @property
    def is_covered(self) -> bool:
        """Whether nobody sees it in full without a reason: an address or number, no reference."""
        return self.kind not in (self.Kind.VISITOR, self.Kind.ACCOUNT)
