from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A list of cases by criteria that somebody keeps: for themselves, a team or the brand.

    `criteria` is what `cases/listing/criteria.py` reads and writes, and nothing else.
    """

    class Audience(models.TextChoices):
        SELF = "self"
        TEAM = "team"
        BRAND = "brand"

    # No index of its own: the one below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.SELF)
    team = models.ForeignKey(
        "people.Team",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    criteria = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="saved_view_has_its_audience",
                condition=Q(audience="team", team__isnull=False)
                | (~Q(audience="team") & Q(team=None)),
            ),
        ]
        indexes = [models.Index(fields=["brand", "made_by"], name="saved_view_of_brand")]

    def __str__(self) -> str:
        return self.name
