from __future__ import annotations

from django.db import models

from pharos.kernel.time import now

LOOKS_AN_HOUR = 60


class Connection(models.Model):
    """How a brand's exchange is reached. There is at most one for each brand.

    `signing_key` (Ed25519, PEM) signs our grounds, `webhook_keys` are what its webhooks are
    checked with, the newest first. `canaries` are accounts that nobody has a reason to look at.
    Of what the exchange can be asked to do, `job_kinds` are switched on, and `approved_kinds` are
    done only after a second person has approved.
    """

    class Kind(models.TextChoices):
        HTTP = "http"
        # A simulated world inside the process, by its name: for tests.
        INSIDE = "inside"

    brand = models.OneToOneField("brands.Brand", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HTTP)
    url = models.CharField(max_length=400)
    key_id = models.CharField(max_length=60, blank=True)
    signing_key = models.TextField(blank=True)
    webhook_keys = models.JSONField(default=list, blank=True)
    # Who reads the chains: {"kind", "name", "url", "network"} each; two of a network must agree.
    nodes = models.JSONField(default=list, blank=True)
    canaries = models.JSONField(default=list, blank=True)
    # The public key (base64) that the exchange's directory of channels must be signed with.
    directory_key = models.CharField(max_length=120, blank=True)
    # A restriction without a notice to its customer is an alarm after so long.
    notice_within_minutes = models.PositiveIntegerField(default=15)
    looks_an_hour = models.PositiveIntegerField(default=LOOKS_AN_HOUR)
    job_kinds = models.JSONField(default=list, blank=True)
    approved_kinds = models.JSONField(default=list, blank=True)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"Connection of brand {self.brand_id}"
