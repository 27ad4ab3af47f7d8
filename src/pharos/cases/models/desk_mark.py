from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from pharos.cases.models.case import Case


class DeskMark(models.Model):
    """What one member of staff has left at one case: how far they have read, and drafts."""

    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="desk_marks", db_index=False
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    seen_seq = models.PositiveIntegerField(default=0)
    reply_draft = models.TextField(blank=True)
    note_draft = models.TextField(blank=True)
    drafted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "staff"], name="desk_mark_once"),
        ]
        indexes = [
            models.Index(
                fields=["staff", "-drafted_at"],
                condition=Q(drafted_at__isnull=False),
                name="desk_mark_drafts",
            ),
        ]

    def __str__(self) -> str:
        return f"Mark of staff {self.staff_id} at case {self.case_id}"

    def draft_of(self, kind: str) -> str:
        return self.note_draft if kind == "note" else self.reply_draft

    def keep_draft(self, kind: str, text: str) -> None:
        """Remember what is being written, without saving."""
        if kind == "note":
            self.note_draft = text
        else:
            self.reply_draft = text
