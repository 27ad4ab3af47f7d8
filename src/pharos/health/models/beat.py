from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """One process that works, and when it last said so. Instants are the database's own."""

    class Kind(models.TextChoices):
        WORKER = "worker"
        LIVE = "live"

    name = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    # Whether it hears wake-ups; for processes that carry streams.
    listening = models.BooleanField(null=True)

    def __str__(self) -> str:
        return self.name
