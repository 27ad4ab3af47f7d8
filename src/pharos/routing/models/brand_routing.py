from __future__ import annotations

from django.db import models

DEFAULT_CAPACITY = 3


class BrandRouting(models.Model):
    """How one brand's cases reach its agents."""

    brand = models.OneToOneField("brands.Brand", on_delete=models.PROTECT, primary_key=True)
    # Off: agents pull, with "Take". On: the next case comes to whoever is free.
    push = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=DEFAULT_CAPACITY)
    # How long after an agent has gone their unanswered cases wait for them.
    grace_seconds = models.PositiveIntegerField(default=120)

    def __str__(self) -> str:
        return f"Routing of brand {self.brand_id}"
