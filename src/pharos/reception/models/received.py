from __future__ import annotations

from django.db import models


class Received(models.Model):
    """One item that came in by a channel, by the channel's own name for it, and where it went.

    Written in the transaction that takes it in: whatever is acknowledged has its row, and the same
    item sent again finds the first. `pharos reconcile` asks of each whether its case, its owner and
    its clock are there.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=20)
    item = models.CharField(max_length=255)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey("cases.Conversation", on_delete=models.PROTECT, db_index=False)
    seq = models.IntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "channel", "item"], name="received_once")
        ]

    def __str__(self) -> str:
        return f"Item of {self.channel} in case {self.case_id}"
