from __future__ import annotations

from django.db import models

from pharos.channels.port import Account
from pharos.kernel.time import now

# So many of one brand's somebody can watch.
MOST = 40


class ChannelAccount(models.Model):
    """A brand's account on a channel: where what arrives there comes in, and with what we answer.

    A brand may have several on one channel. `secrets` are never shown again, exported or logged.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60, unique=True)
    label = models.CharField(max_length=80, blank=True, default="")
    settings = models.JSONField(default=dict)
    secrets = models.JSONField(default=dict)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=now)
    # What the channel last said, so that a page can tell whether it works.
    heard_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")
    trouble_at = models.DateTimeField(null=True)
    # How far a channel that is asked, and does not tell by itself, has been read.
    cursor = models.CharField(max_length=200, blank=True, default="")
    # Which process reads it, and until when nobody else does: a lease, or a pause after trouble.
    held_by = models.CharField(max_length=120, blank=True, default="")
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} account {self.pk}"

    def for_adapter(self) -> Account:
        """What the channel's adapter gets to see."""
        return Account(
            id=self.pk,
            brand_id=self.brand_id,
            kind=self.kind,
            key=self.key,
            settings=dict(self.settings),
            secrets=dict(self.secrets),
        )
