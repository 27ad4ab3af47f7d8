from __future__ import annotations

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """A mail that is no part of a case, on its way to one address.

    Written by the transaction that gives the reason, in the reader's language and as plain text:
    whoever sends it makes plain and HTML of it by the brand's template. Its words and its link may
    be secrets, so they are forgotten once it is sent (`is_blank`).
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # What it is, as a stable word: `invitation`, `notice`, `sign_in`.
    kind = models.CharField(max_length=30)
    # The same reason gives the same token, and one letter. Its mail is named after it.
    token = models.CharField(max_length=120)
    to_address = models.EmailField()
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    paragraphs = models.JSONField(default=list)
    action_label = models.CharField(max_length=120, blank=True, default="")
    action_url = models.CharField(max_length=2000, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    # From then on it is of no use to anybody, such as a code that has run out.
    until = models.DateTimeField(null=True)
    # Why it has not gone out or came back, as a stable code and in the words of who refused it.
    code = models.CharField(max_length=60, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    written_at = models.DateTimeField()
    # From when the days are counted after which it is given up.
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "token"], name="letter_once"),
        ]
        indexes = [
            models.Index("due_at", condition=Q(state__in=["queued", "sending"]), name="letter_due"),
            models.Index("brand", "id", condition=Q(state="failed"), name="letter_failed"),
            models.Index("written_at", name="letter_by_age"),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk} ({self.kind})"

    @property
    def action(self) -> tuple[str, str] | None:
        """What can be done about it: the words on the button, and where it leads."""
        return (self.action_label, self.action_url) if self.action_url else None

    @property
    def is_blank(self) -> bool:
        return not self.paragraphs and not self.action_url

    def forget_words(self) -> None:
        """Keep that it was sent, to whom and when, and no longer what it said."""
        self.paragraphs = []
        self.action_label = self.action_url = ""
