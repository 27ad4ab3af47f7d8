from __future__ import annotations

from django.db import models


class RoundState(models.Model):
    """How one kind of the worker's work went the last time, over all workers."""

    name = models.CharField(max_length=60, primary_key=True)
    every_seconds = models.FloatField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    runs = models.BigIntegerField(default=0)
    failures = models.BigIntegerField(default=0)
    # Null while it goes well.
    failing_since = models.DateTimeField(null=True)
    # The kind of the last failure, never its words.
    failed_with = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name
