from __future__ import annotations

from django.db import models

SLUG = 60


class Queue(models.Model):
    """What one team takes in one language, perhaps for some contact reasons only.

    The profile's teams and their languages make the first queues (`sync_queues`); others are added
    in the settings. A case is in the queue of its team that fits it best.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="queues")
    slug = models.SlugField(max_length=SLUG)
    name = models.CharField(max_length=120)
    # Empty: whatever no other queue of the team speaks.
    language = models.CharField(max_length=12, blank=True, default="")
    # Codes or their beginnings, such as TRD or API. Empty: all.
    reasons = models.JSONField(default=list, blank=True)
    # In the form of the profile's hours; null: the brand's.
    hours = models.JSONField(null=True, blank=True)
    # How many of a person's open cases that wait for us may be of this queue; null: no limit.
    most_each = models.PositiveSmallIntegerField(null=True, blank=True)
    # Made from the profile, and changed with it.
    is_given = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            # A queue that was added never stands in the way of one that a team's languages make.
            models.UniqueConstraint(
                fields=["brand", "slug", "is_given"], name="queue_once_in_brand"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def given_slug(cls, team: str, language: str) -> str:
        """Return what the queue is called that a team's language makes (empty: any other)."""
        return f"{team}-{language.lower()}".strip("-")[:SLUG]
