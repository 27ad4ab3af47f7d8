from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class CaseLink(models.Model):
    """That two cases belong together, read from `case` to `other`."""

    class Kind(models.TextChoices):
        RELATED = "related"
        DUPLICATE = "duplicate"
        INCIDENT = "incident"
        SPLIT = "split"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="links_out", db_index=False
    )
    other = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=Kind)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="case_link_once"),
            models.CheckConstraint(name="case_link_joins_two", condition=~Q(case=F("other"))),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"
