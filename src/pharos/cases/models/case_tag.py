from __future__ import annotations

from django.db import models


class CaseTag(models.Model):
    """That a case bears a tag of its brand's vocabulary."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="case_tags", db_index=False
    )
    tag = models.ForeignKey("knowledge.Tag", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "tag"], name="case_tag_once"),
        ]

    def __str__(self) -> str:
        return f"Tag {self.tag_id} of case {self.case_id}"
