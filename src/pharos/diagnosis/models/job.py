from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class ExchangeJob(models.Model):
    """One thing that the exchange is asked to do for a case's customer, and how it ended.

    `token` names it to the exchange: the same token is the same job there, so asking again does
    nothing twice. `subject` is what it is about, such as a withdrawal. Whoever works on it takes it
    until `taken_until`; after that anybody may.
    """

    class State(models.TextChoices):
        AWAITING_APPROVAL = "AWAITING_APPROVAL"
        # Asked for here; the exchange has not answered yet.
        ASKED = "ASKED"
        RUNNING = "RUNNING"
        DONE = "DONE"
        REFUSED = "REFUSED"
        DECLINED = "DECLINED"
        # Nobody knows whether the exchange did it.
        LOST = "LOST"

    OPEN = (State.AWAITING_APPROVAL, State.ASKED, State.RUNNING)

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_index=False)
    # Where a customer asked for it, and so is told of it.
    conversation = models.ForeignKey(
        "cases.Conversation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    token = models.UUIDField(default=uuid4, unique=True)
    # The asker's own name for it: a second press is the first.
    client_token = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State)
    asked_by_kind = models.CharField(max_length=10)
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_by_name = models.CharField(max_length=120, blank=True)
    # The exchange's own id of it.
    job_id = models.CharField(max_length=200, blank=True)
    decide_by = models.DateTimeField(null=True)
    # A code of the contract, or why somebody declined it. Never a sealed one.
    reason = models.CharField(max_length=1000, blank=True)
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "client_token"], name="exchange_job_once"),
            models.UniqueConstraint(
                fields=["case", "kind", "subject"],
                condition=Q(state__in=["AWAITING_APPROVAL", "ASKED", "RUNNING"]),
                name="exchange_job_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="exchange_job_due"
            ),
            models.Index(fields=["brand", "job_id"], name="exchange_job_of_exchange"),
            models.Index(
                fields=["brand", "asked_at"],
                condition=Q(state="AWAITING_APPROVAL"),
                name="exchange_job_to_approve",
            ),
        ]

    def __str__(self) -> str:
        return f"Job {self.token}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_customers(self) -> bool:
        """Whether the customer asked for it, and so reads how it goes."""
        return self.asked_by_kind == "customer"
