from __future__ import annotations

from django.conf import settings
from django.db import models


class Team(models.Model):
    """People who take cases of one brand together, in certain languages.

    The profile of the brand names its teams; the first of them takes what no other team speaks.
    """

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="teams", db_index=False
    )
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    languages = models.JSONField(default=list, help_text="Language tags such as ko or zh-Hans.")
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "slug"], name="team_once_in_brand"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That somebody works in a team, for good or `until` an instant."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "team"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"Membership {self.pk}"
