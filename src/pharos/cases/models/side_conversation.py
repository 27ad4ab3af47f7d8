from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class SideConversation(models.Model):
    """A question from a case to another team. Its words are entries of the case's ledger.

    `nr` counts from 1 within the case and names it in entries, addresses and clocks.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        CLOSED = "closed"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(
        "cases.Case",
        on_delete=models.PROTECT,
        related_name="side_conversations",
        db_index=False,
    )
    nr = models.PositiveSmallIntegerField()
    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    question = models.CharField(max_length=140)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "nr"], name="side_conversation_numbered"),
        ]
        indexes = [
            models.Index(
                fields=["team", "opened_at"],
                condition=Q(state="open"),
                name="side_conversation_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"Side conversation {self.nr} of case {self.case_id}"
