from __future__ import annotations

from django.db import models

from pharos.brands.models.brand import Brand
from pharos.kernel.time import now


class TokenKey(models.Model):
    """A key by which the exchange signs its customers' tokens."""

    class Algorithm(models.TextChoices):
        EDDSA = "EdDSA"
        HS256 = "HS256"

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="token_keys")
    key_id = models.CharField(max_length=60)
    algorithm = models.CharField(max_length=10, choices=Algorithm)
    # For EdDSA the public key (PEM); for HS256 the shared secret.
    secret_or_public = models.TextField()
    active = models.BooleanField(default=True)
    # To the hour; a key that is still in use should not be retired yet.
    last_used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "key_id"], name="token_key_once"),
        ]

    def __str__(self) -> str:
        return self.key_id
