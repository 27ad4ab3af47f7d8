from __future__ import annotations

from django.db import models


class Claim(models.Model):
    """Who takes an errand that is done by one process at a time, and until when."""

    name = models.CharField(max_length=60, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until}"
