from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class MassReply(models.Model):
    """One text for many, in some languages, sent to each in their own case by the worker.

    It moves on in small parts, the next one at `next_at`. Whoever sends it must be allowed to
    until its end: otherwise it stops.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    incident = models.ForeignKey(
        "incidents.Incident", on_delete=models.PROTECT, related_name="mass_replies"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # By language tag: {"en": "...", "ko": "..."}.
    texts = models.JSONField()
    client_token = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "client_token"], name="mass_reply_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(done_at=None, stopped_at=None),
                name="mass_reply_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Mass reply {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.done_at is None and self.stopped_at is None


class Recipient(models.Model):
    """One customer of a mass reply: waiting, written to, or passed over and why."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        REFUSED = "refused"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    mass_reply = models.ForeignKey(
        MassReply, on_delete=models.PROTECT, related_name="recipients", db_index=False
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "people.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Where the message stands: in the case where the work goes on.
    sent_case = models.ForeignKey(
        "cases.Case",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    sent_seq = models.PositiveIntegerField(null=True, blank=True)
    # The code of what stood in the way.
    refusal = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mass_reply", "customer"], name="mass_recipient_once"),
            models.CheckConstraint(
                name="mass_recipient_sent_says_where",
                condition=Q(state="sent", sent_seq__isnull=False) | ~Q(state="sent"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["mass_reply", "attempts", "id"],
                condition=Q(state="waiting"),
                name="mass_recipient_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Recipient {self.pk}"
