from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from pharos.kernel.time import now


class Availability(models.Model):
    """Whether a member of staff takes what comes. Of no brand: one person may work for several."""

    class State(models.TextChoices):
        ONLINE = "online"
        AWAY = "away"
        BUSY = "busy"
        OFFLINE = "offline"

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OFFLINE)
    since = models.DateTimeField(default=now)
    # When one of their desks was last known to be open.
    here_at = models.DateTimeField(null=True)
    # What they were when their last desk went; they are again if it comes back soon.
    before = models.CharField(max_length=10, blank=True, default="")
    # How many cases that wait for us they bear; null: as the brand says.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    # When routing gave them something last: who has waited longest is next.
    given_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "availabilities"

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.state}"

    def become(self, state: str, at: datetime) -> None:
        """Change the state without saving; what they were before their desk went is forgotten."""
        if state != self.state:
            self.since = at
        self.state = state
        self.before = ""
