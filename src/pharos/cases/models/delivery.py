from __future__ import annotations

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """One entry on its way to its customer. A trigger leaves it with each entry that is for them.

    What the channel says of it moves `state`, and each move is an entry of the ledger. `items` are
    the names that the channel gave what was sent: one for each part that a long text was split
    into. On channels that people look at by themselves (the widget) it waits until `due_at` before
    it looks for another way.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        DELIVERED = "delivered"
        SEEN = "seen"
        FAILED = "failed"
        # There was nothing to do: it was read already, or there is no other way to them.
        RESTED = "rested"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_index=False)
    conversation = models.ForeignKey(
        "cases.Conversation", on_delete=models.PROTECT, db_index=False, related_name="deliveries"
    )
    seq = models.IntegerField()
    position = models.IntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    # By which channel it went, once that is known.
    channel = models.CharField(max_length=20, blank=True, default="")
    items = models.JSONField(default=list)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    # Why it has not arrived, as a stable code and in the channel's own words.
    code = models.CharField(max_length=60, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    queued_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="delivery_once_an_entry"),
        ]
        indexes = [
            models.Index(
                "due_at", condition=Q(state__in=["queued", "sending"]), name="delivery_due"
            ),
            models.Index("conversation", "position", name="delivery_of_conversation"),
            models.Index("brand", "id", condition=Q(state="failed"), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"Delivery of entry {self.seq} of case {self.case_id}"


class DeliveredItem(models.Model):
    """A name that a channel gave something we sent, by which its receipts find it again."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="names")
    channel = models.CharField(max_length=20)
    item = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "channel", "item"], name="delivered_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel} item of delivery {self.delivery_id}"
