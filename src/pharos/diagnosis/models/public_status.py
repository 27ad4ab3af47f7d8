from __future__ import annotations

from django.db import models


class PublicStatus(models.Model):
    """What the brand's exchange last told everybody: its networks and its incidents.

    `networks` and `incidents` are the contract's objects as JSON, `pauses` what of the networks is
    paused: every first screen reads that, and a large exchange has a thousand networks. All hold as
    of `as_of`, which stays where it is while the exchange does not answer.
    """

    brand = models.OneToOneField("brands.Brand", on_delete=models.PROTECT, related_name="+")
    networks = models.JSONField(default=list)
    pauses = models.JSONField(default=list)
    incidents = models.JSONField(default=list)
    # Whether these are all, or the beginning of a list that was too long.
    is_whole = models.BooleanField(default=True)
    as_of = models.DateTimeField()
    stale_after = models.DateTimeField()

    def __str__(self) -> str:
        return f"Public status of brand {self.brand_id}"
