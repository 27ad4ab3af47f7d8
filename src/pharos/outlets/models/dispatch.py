from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pharos.outlets.models.outlet import Outlet


class Dispatch(models.Model):
    """One event on its way to one outlet. A trigger leaves it in the transaction that causes it.

    It holds no words and no facts: those are read from the ledger when it is sent, so that what was
    erased meanwhile is not told. `seq` is the entry that it is about; without a case, the notice.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        DEAD = "dead"
        # Its outlet was removed before it was taken.
        ENDED = "ended"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, db_index=False, related_name="dispatches"
    )
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_index=False, null=True)
    seq = models.BigIntegerField()
    event = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    # From when the three days are counted after which it is given up.
    tried_since = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    # What the last try came to: the answer's status (empty: there was none), and why not, as a
    # reason (`reasons.py`).
    status = models.PositiveSmallIntegerField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "case", "seq", "event"],
                name="dispatch_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                "outlet",
                "due_at",
                condition=Q(state__in=["queued", "sending"]),
                name="dispatch_due",
            ),
            models.Index(
                "outlet",
                "case",
                "id",
                condition=Q(state__in=["queued", "sending"]),
                name="dispatch_in_order",
            ),
            models.Index("outlet", F("id").desc(), name="dispatch_log"),
            models.Index("brand", "id", condition=Q(state="dead"), name="dispatch_dead"),
            models.Index("moved_at", condition=Q(state="sent"), name="dispatch_done"),
        ]

    def __str__(self) -> str:
        return f"Dispatch {self.pk} ({self.event})"

    @property
    def name(self) -> str:
        """By what its receiver knows it, the same however often it is sent."""
        return f"pharos-{self.outlet_id}-{self.case_id or 0}-{self.seq}-{self.event}"
