from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q


class Clock(models.Model):
    """One promise about one case: something is due by an instant."""

    class Kind(models.TextChoices):
        FIRST_RESPONSE = "first_response"
        NEXT_RESPONSE = "next_response"
        RESOLUTION = "resolution"
        HANDOVER = "handover"
        SIDE_CONVERSATION = "side_conversation"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    # Cases live a floor above, so this is a number and not a foreign key.
    case_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    # Which one of several at once in a case, such as the number of a side conversation.
    nr = models.PositiveSmallIntegerField(default=0, db_default=0)
    started_at = models.DateTimeField()
    # Null until the calendar has been asked.
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "kind", "nr"],
                condition=Q(stopped_at=None),
                name="clock_runs_once",
            ),
        ]
        indexes = [
            models.Index(
                "due_at",
                condition=Q(stopped_at=None, breached_at=None),
                name="clock_sweep",
            ),
            # Which cases have a promise that runs out, for the desk's lists.
            models.Index(
                fields=["brand", "due_at"], condition=Q(stopped_at=None), name="clock_running"
            ),
            BrinIndex(fields=["started_at"], autosummarize=True, name="clock_started"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"
