from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """What one customer asks for because of one incident, and what was decided.

    Their words are the message at `position` of the conversation, ours the entry `answer_seq` of
    `answer_case`: words stand in the ledger only, where they can be erased. Nothing here pays.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    class Named(models.TextChoices):
        TRANSACTION = "txid", _("Transaction")
        ORDER = "order", _("Order")

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    incident = models.ForeignKey(
        "incidents.Incident", on_delete=models.PROTECT, related_name="claims", db_index=False
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="claims", db_index=False
    )
    conversation = models.ForeignKey(
        "cases.Conversation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveIntegerField()
    # The person whose it is, if several customers are proved to be one.
    customer = models.ForeignKey(
        "people.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    named = models.CharField(max_length=200, blank=True)
    named_kind = models.CharField(max_length=8, choices=Named, blank=True)
    amount = models.DecimalField(max_digits=48, decimal_places=18, null=True, blank=True)
    asset = models.CharField(max_length=24, blank=True)
    filed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    granted = models.DecimalField(max_digits=48, decimal_places=18, null=True, blank=True)
    granted_asset = models.CharField(max_length=24, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    answer_case = models.ForeignKey(
        "cases.Case",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    answer_seq = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "customer"], name="claim_once"),
            models.CheckConstraint(
                name="claim_accepted_says_how_much",
                condition=Q(state="accepted", granted__isnull=False) | ~Q(state="accepted"),
            ),
            models.CheckConstraint(
                name="claim_decided_says_by_whom",
                condition=Q(state="received", decided_by=None, decided_at=None)
                | ~Q(state="received") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Claim {self.pk}"

    @property
    def asked(self) -> str:
        """How much they ask for, empty if they leave it to us."""
        return f"{self.asked_amount} {self.asset}".strip()

    @property
    def asked_amount(self) -> str:
        return "" if self.amount is None else f"{self.amount.normalize():f}"

    @property
    def given(self) -> str:
        """How much was granted."""
        return "" if self.granted is None else f"{self.granted.normalize():f} {self.granted_asset}"

    @property
    def is_decided(self) -> bool:
        return self.state != self.State.RECEIVED
