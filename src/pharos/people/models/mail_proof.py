from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from pharos.kernel.time import now

MOST_TRIES = 5


class MailProof(models.Model):
    """A code and a link on their way to a mailbox: whoever brings one back reads it.

    Kept are keyed digests only. It is good for minutes and once.
    """

    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # What the page that asks for the code calls it.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField()
    code_digest = models.CharField(max_length=64)
    link_digest = models.CharField(max_length=64, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Mail proof {self.pk}"

    def is_open_at(self, instant: datetime) -> bool:
        return self.used_at is None and instant < self.expires_at and self.tries < MOST_TRIES
