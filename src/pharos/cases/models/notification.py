from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notification(models.Model):
    """That something in a case concerns one member of staff; read once they have looked.

    `seq` is the ledger entry that tells what it was. There is one for each person and entry.
    """

    class Kind(models.TextChoices):
        MENTION = "mention"
        ASSIGNED = "assigned"
        WOKEN = "woken"
        SIDE_ANSWER = "side_answer"
        SIDE_LATE = "side_late"
        ANSWERED = "answered"
        PROMISE = "promise"
        LOOKS = "looks"
        CANARY = "canary"
        NO_NOTICE = "no_notice"
        JOB = "job"
        UNDELIVERED = "undelivered"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, choices=Kind)
    seq = models.PositiveIntegerField()
    # Who caused it, as the entry names them.
    by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "case", "seq", "kind"], name="notification_once"
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "-created_at"], name="notification_of_staff"),
            models.Index(fields=["staff"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"Notification {self.pk}"
