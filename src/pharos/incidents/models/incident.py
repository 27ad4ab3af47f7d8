from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Incident(models.Model):
    """A disturbance that touched many customers: what of, from when until when.

    As the exchange lists it (`source_id`), kept up to date, or as somebody entered it. Empty
    assets and networks mean all. Claims are taken from `claims_from` until `claims_until`.
    """

    class Kind(models.TextChoices):
        DEPOSIT = "DEPOSIT", _("Deposits")
        WITHDRAWAL = "WITHDRAWAL", _("Withdrawals")
        TRADING = "TRADING", _("Trading")
        LOGIN = "LOGIN", _("Access to accounts")
        API = "API", _("API")
        ALL = "ALL", _("All services")

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    source_id = models.CharField(max_length=128, blank=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    assets = models.JSONField(default=list, blank=True)
    networks = models.JSONField(default=list, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # What customers may be told of it.
    text = models.TextField(blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    # Whoever asked so long after the end still asked about it.
    hours_after = models.PositiveSmallIntegerField(default=24)
    claims_from = models.DateTimeField(null=True, blank=True)
    claims_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "source_id"],
                condition=~Q(source_id=""),
                name="incident_taken_over_once",
            ),
            models.CheckConstraint(
                name="incident_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
            ),
        ]
        indexes = [models.Index(fields=["brand", "-began_at"], name="incident_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_by_hand(self) -> bool:
        return not self.source_id

    def concerned_until(self, at: datetime) -> datetime:
        """Until when a case may have been opened because of it, as far as that is known `at`."""
        return at if self.ended_at is None else self.ended_at + timedelta(hours=self.hours_after)

    def takes_claims(self, at: datetime) -> bool:
        """Whether a claim is in time."""
        if self.claims_from is None or self.claims_until is None:
            return False
        return self.claims_from <= at < self.claims_until
