from __future__ import annotations

from django.db import models

from pharos.outlets.models.dispatch import Dispatch


class Attempt(models.Model):
    """One try to send an event, and what the other side answered."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    # Empty: nobody answered.
    status = models.PositiveSmallIntegerField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")
    milliseconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"Attempt {self.pk}"
