from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

CHANGEABLE_FOR = timedelta(hours=24)


class Rating(models.Model):
    """What a customer thought of one ending of their case. Staff never change it.

    For reports; what was said when, and every change, stands in the ledger.
    """

    class Solved(models.TextChoices):
        YES = "yes"
        PARTLY = "partly"
        NO = "no"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="ratings")
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, db_index=False)
    # Which ending: a case that is reopened ends, and is rated, again.
    resolved_at = models.DateTimeField()
    # Whom it is about: who had the case when it ended, and their team.
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, db_index=False)
    overall = models.PositiveSmallIntegerField()
    speed = models.PositiveSmallIntegerField(null=True)
    solved = models.CharField(max_length=10, choices=Solved, blank=True)
    attitude = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)
    rated_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "resolved_at"], name="rating_once_an_ending"),
            models.CheckConstraint(
                name="rating_is_one_to_five",
                condition=models.Q(overall__range=(1, 5))
                & (models.Q(speed=None) | models.Q(speed__range=(1, 5)))
                & (models.Q(attitude=None) | models.Q(attitude__range=(1, 5))),
            ),
        ]
        indexes = [models.Index(fields=["brand", "rated_at"], name="rating_of_period")]

    def __str__(self) -> str:
        return f"{self.overall} of 5 for case {self.case_id}"

    def may_change(self, at: datetime) -> bool:
        """Whether the customer may still think better of it."""
        return at < self.rated_at + CHANGEABLE_FOR
