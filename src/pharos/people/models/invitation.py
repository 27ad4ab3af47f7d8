from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from pharos.kernel.time import now
from pharos.people.roles import Role


class Invitation(models.Model):
    """That somebody may become staff of a brand, by a link that works once until it expires."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, related_name="+")
    # The last day of whoever works for us until a date.
    until = models.DateTimeField(null=True)
    # Of the link's secret, which nobody here knows.
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "-created_at"], name="invitation_of_brand")]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    def is_open_at(self, instant: datetime) -> bool:
        unused = self.accepted_at is None and self.withdrawn_at is None
        return unused and instant < self.expires_at
