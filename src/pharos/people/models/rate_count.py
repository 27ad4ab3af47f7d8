from __future__ import annotations

from django.db import models


class RateCount(models.Model):
    """How many permits of a limit were handed out in one sixth of its time.

    Written by the SQL function `pharos_lease_rates` alone (migration 0004). Not logged by
    PostgreSQL: losing it in a crash forgets counts and nothing else. Keys are digests.
    """

    pk = models.CompositePrimaryKey("key", "slot")
    key = models.CharField(max_length=64)
    slot = models.BigIntegerField()
    used = models.IntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
