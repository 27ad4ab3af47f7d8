from __future__ import annotations

from django.db import models


class ExchangeEvent(models.Model):
    """One webhook of an exchange, taken in once by its id."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    event_id = models.CharField(max_length=128)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    customer = models.CharField(max_length=128, blank=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "event_id"], name="exchange_event_once"),
        ]
        indexes = [models.Index(fields=["brand", "-received_at"], name="exchange_event_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
