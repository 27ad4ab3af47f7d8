from __future__ import annotations

from django.db import models


class RepeatMark(models.Model):
    """A mark that a new case still has to be compared with the open cases of its customer.

    Written in the transaction that follows up what began the case; deleted in the one that puts the
    two together, or finds that it stands by itself.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Compare case {self.case_id}"
