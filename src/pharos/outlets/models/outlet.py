from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models

from pharos.kernel.time import now

# So many of one brand's somebody can watch.
MOST = 20


class Outlet(models.Model):
    """One system of a brand's that is told by webhook, and what it is told.

    A `chat` outlet is a room of staff in a team chat: it gets one sentence (`{"text": ...}`). After
    many failures in a row it is paused: tried once in a while, until it answers again. One that was
    removed keeps its row for its log, without its secrets.
    """

    class Kind(models.TextChoices):
        EVENTS = "events"
        CHAT = "chat"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EVENTS)
    label = models.CharField(max_length=80)
    # A secret where it is a team chat's: whoever knows it may write there.
    url = models.CharField(max_length=600)
    secret = models.CharField(max_length=120)
    # The secret before this one signs too until then, so that changing it loses nothing.
    former_secret = models.CharField(max_length=120, blank=True, default="")
    former_until = models.DateTimeField(null=True)
    events = ArrayField(models.CharField(max_length=40), default=list)
    includes_words = models.BooleanField(default=False)
    language = models.CharField(max_length=20, default="en")
    is_on = models.BooleanField(default=True)
    # Nothing goes there any more; what went there can be read for some days.
    removed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=now)
    # How it goes. Failures are counted since it last took something.
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")
    # Since when supervisors know that something was given up; empty again once it takes something.
    alarmed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Outlet {self.pk}"

    @property
    def host(self) -> str:
        """Where it is, without what may be a secret in its address."""
        return urlsplit(self.url).netloc

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None

    @property
    def is_ready(self) -> bool:
        """Whether it has an address and a secret; what was imported has not."""
        return bool(self.url and self.secret)

    def secrets_at(self, instant: datetime) -> list[str]:
        """The secrets that sign at this instant, the present one first."""
        both = self.former_secret and self.former_until and instant < self.former_until
        return [self.secret, self.former_secret] if both else [self.secret]
