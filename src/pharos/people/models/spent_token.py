from __future__ import annotations

from django.db import models


class SpentToken(models.Model):
    """A customer token that one device has used, so that no other device can."""

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    jti = models.CharField(max_length=128)
    device_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    # When another device showed it too: one of the two is a thief.
    shown_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "jti"], name="token_spent_once"),
        ]
        indexes = [models.Index(fields=["brand", "expires_at"], name="spent_token_expiry")]

    def __str__(self) -> str:
        return f"Spent token {self.pk}"
