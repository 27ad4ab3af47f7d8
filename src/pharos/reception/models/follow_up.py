from __future__ import annotations

from django.db import models


class FollowUp(models.Model):
    """A mark that an inbound entry still has to be looked at. Gone once it has been.

    Written in the transaction that takes the entry in, so it can neither be lost nor forged;
    deleted in the transaction that does what follows. Nothing ever waits for a mark: it is only
    inserted, and taken with SKIP LOCKED.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case_id = models.BigIntegerField()
    seq = models.IntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Follow up entry {self.seq} of case {self.case_id}"
