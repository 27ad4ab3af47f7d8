from __future__ import annotations

from django.db import models


class BlockNotice(models.Model):
    """That a customer must be told of a restriction: by when, on what ground, and if they were.

    A notice comes before the block (prior), or after it with a justification (deferred; domain.md
    B7). Without one until `due_at` it is an alarm, once (`alarmed_at`), until it is sent.
    """

    class Timing(models.TextChoices):
        PRIOR = "prior"
        DEFERRED = "deferred"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    restriction_id = models.CharField(max_length=128)
    customer = models.CharField(max_length=128)
    imposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    timing = models.CharField(max_length=10, choices=Timing, blank=True)
    ground = models.CharField(max_length=400, blank=True)
    justification = models.CharField(max_length=1000, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    proof = models.CharField(max_length=400, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "restriction_id"], name="block_notice_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, lifted_at=None, alarmed_at=None),
                name="block_notice_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice of restriction {self.restriction_id}"

    @property
    def is_missing(self) -> bool:
        """Whether the customer is restricted and nobody has told them."""
        return self.sent_at is None and self.lifted_at is None
