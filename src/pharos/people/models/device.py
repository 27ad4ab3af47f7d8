from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from pharos.kernel.time import now
from pharos.people.models.customer import Customer


class Device(models.Model):
    """One browser (or app) through which one customer talks.

    The browser keeps a secret of 256 bits; we keep its digest only, so a stolen table opens
    nothing. `assurance` holds until `expires_at`; a step-up lifts it to AL3 until `raised_until`.
    """

    class Surface(models.TextChoices):
        WEB = "web"
        APP = "app"

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="devices")
    device_hash = models.CharField(max_length=64)
    surface = models.CharField(max_length=10, choices=Surface, default=Surface.WEB)
    language = models.CharField(max_length=20, blank=True)
    timezone = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField(default=now, editable=False)
    seen_at = models.DateTimeField(default=now)
    assurance = models.PositiveSmallIntegerField(default=0)
    raised_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # From where an anonymous browser last came, so that it can be blocked; forgotten after a month.
    network = models.CharField(max_length=43, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "device_hash", "customer"], name="device_once_per_customer"
            ),
            models.CheckConstraint(
                name="device_signed_in_expires",
                condition=Q(assurance=0, expires_at=None)
                | Q(assurance__gte=1, assurance__lte=4, expires_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "network"], condition=~Q(network=""), name="device_network"
            ),
        ]

    def __str__(self) -> str:
        return f"Device {self.pk}"

    @property
    def is_signed_in(self) -> bool:
        return self.assurance > 0

    def is_usable_at(self, instant: datetime) -> bool:
        if self.revoked_at is not None:
            return False
        return self.expires_at is None or instant < self.expires_at

    def assurance_at(self, instant: datetime) -> int:
        if self.raised_until is not None and instant < self.raised_until:
            return max(self.assurance, 3)
        return self.assurance
