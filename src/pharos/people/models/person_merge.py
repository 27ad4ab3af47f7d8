from __future__ import annotations

from django.conf import settings
from django.db import models

from pharos.kernel.time import now
from pharos.people.models.customer import Customer


class PersonMerge(models.Model):
    """That two customers are one person: who said so, on what proof, and whether it still holds.

    `Customer.merged_into` follows from the merges that hold: it is where their chain ends.
    """

    class Proof(models.TextChoices):
        # The browser that had written anonymously brought the account's signed token, and whoever
        # sat there said that it was they who wrote.
        SAME_BROWSER = "same_browser"
        CODE = "code"
        # The address that was given with what was written has since been proved by a code.
        ADDRESS = "address"
        # Whoever had the link that was sent in private has signed in and said that it was they.
        LINK = "link"
        IDENTITY = "identity"

    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    joined = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=20, choices=Proof)
    # What was checked, in the words of whoever checked it; for staff only.
    words = models.TextField(blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["joined"], condition=models.Q(undone_at=None), name="merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"
