from __future__ import annotations

from django.conf import settings
from django.db import models

from pharos.kernel.time import now


class PushKey(models.Model):
    """The key pair by which push services know this installation. Made at first use; one row."""

    private_pem = models.TextField()
    public_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"Push key of {self.created_at:%Y-%m-%d}"


class PushSubscription(models.Model):
    """One browser of one member of staff that wants to be told while no page is open."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    endpoint = models.URLField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    device = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=now)
    delivered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Push subscription {self.pk}"


class PushMessage(models.Model):
    """One push on its way, written by the transaction that causes it. Gone once delivered.

    It names what happened and the case, and holds nothing that a customer said.
    """

    subscription = models.ForeignKey(PushSubscription, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    case_number = models.CharField(max_length=12, blank=True)
    by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"Push {self.kind} {self.pk}"
