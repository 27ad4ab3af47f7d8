from __future__ import annotations

from django.db import models


class Report(models.Model):
    """One longer check or errand that ended: what it was, whether it went well, and figures.

    The figures are counts and names of brands and, where something is wrong with them, numbers of
    cases. They never name a person.
    """

    class Kind(models.TextChoices):
        BACKUP = "backup"
        RECONCILE = "reconcile"
        RESTORE = "restore"

    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    well = models.BooleanField()
    figures = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index("kind", models.F("at").desc(), name="report_latest")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"
