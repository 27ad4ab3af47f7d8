from __future__ import annotations

from django.db import models

from pharos.kernel.time import now


class MailCode(models.Model):
    """A code that was printed in one mail of ours, so that its reader can ask whether it is ours.

    Kept is a keyed digest, and of the address as much as its reader recognises.
    """

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=64)
    covered_to = models.CharField(max_length=40)
    # What it was about; cases stand above this room. None for a mail that is no part of a case.
    conversation_id = models.BigIntegerField(null=True)
    issued_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "digest"], name="mail_code_once"),
        ]

    def __str__(self) -> str:
        return f"Mail code {self.pk}"
