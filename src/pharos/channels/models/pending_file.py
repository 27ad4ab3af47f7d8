from __future__ import annotations

from django.db import models


class PendingFile(models.Model):
    """A file that lies at a vendor until it is fetched, and the message that it came with."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(
        "channels.ChannelAccount", on_delete=models.PROTECT, related_name="+"
    )
    conversation = models.ForeignKey("cases.Conversation", on_delete=models.PROTECT, db_index=False)
    seq = models.IntegerField()
    ref = models.CharField(max_length=2000)
    name = models.CharField(max_length=255, blank=True, default="")
    content_type = models.CharField(max_length=120, blank=True, default="")
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    problem = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq", "ref"], name="pending_file_once")
        ]

    def __str__(self) -> str:
        return f"File of entry {self.seq} at a vendor"
