from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from pharos.kernel.time import now


class SavedReply(models.Model):
    """Words that staff send again and again, in some of the brand's languages.

    Without an owner it is shared by the brand; with one it is theirs alone. The words may hold
    variables such as `{{customer.name}}` (`knowledge.variables`).
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    # By language tag: {"en": "...", "ko": "..."}.
    texts = models.JSONField()
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                "brand",
                "owner",
                Lower("name"),
                condition=models.Q(retired_at=None),
                nulls_distinct=False,
                name="saved_reply_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
