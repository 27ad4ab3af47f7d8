from __future__ import annotations

from datetime import timedelta

from django.db import models


class AnswerTime(models.Model):
    """How long first answers by a person took on one channel of a brand, as it was measured last.

    Seconds by the clock on the wall, of the cases that began there in the last `days` days. Who
    still waits counts as having waited so long (Kaplan-Meier), so waiting cannot flatter: a part
    that is not answered yet has no figure.
    """

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    answered = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    half_seconds = models.FloatField(null=True)
    most_seconds = models.FloatField(null=True)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "channel"], name="answer_time_once"),
        ]

    def __str__(self) -> str:
        return f"Answer time {self.pk}"

    @property
    def half_within(self) -> timedelta | None:
        """Half of all had their answer within this time."""
        return None if self.half_seconds is None else timedelta(seconds=self.half_seconds)

    @property
    def most_within(self) -> timedelta | None:
        """Nine of ten had their answer within this time; None while fewer have one."""
        return None if self.most_seconds is None else timedelta(seconds=self.most_seconds)
