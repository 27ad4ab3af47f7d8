from __future__ import annotations

from django.conf import settings
from django.db import models

from pharos.kernel.time import now
from pharos.people.models.customer import Customer


class PersonNote(models.Model):
    """What colleagues should know of a customer, whatever the case. Staff only."""

    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    is_pinned = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(is_pinned=True, removed_at=None),
                name="one_pinned_note",
            ),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"
