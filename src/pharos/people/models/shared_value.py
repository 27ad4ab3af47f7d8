from __future__ import annotations

from django.db import models


class SharedValue(models.Model):
    """A short-lived value that all processes share, such as a count of wrong passwords.

    The table behind `pharos.people.sign_in.cache`. It is not logged by PostgreSQL (migration
    0001): losing it in a crash forgets counts and nothing else.
    """

    key = models.CharField(max_length=255, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.key
