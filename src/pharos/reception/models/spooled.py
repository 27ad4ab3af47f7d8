from __future__ import annotations

from django.db import models


class Spooled(models.Model):
    """Raw input that could not be taken in yet, sealed with a key of its own.

    It is opened to try again, and gone with its key once it is taken in; at the latest after 24
    hours it becomes a case for a person, without what could not be screened. Nothing of it is
    readable without `key`, so destroying that is destroying it.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=20)
    # Which account of the channel it came to.
    account = models.CharField(max_length=60)
    # A digest of the raw bytes: the same again waits once.
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    key = models.BinaryField()
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    received_at = models.DateTimeField()
    # What went wrong, as the name of the error alone: never its words.
    problem = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "channel", "account", "digest"], name="spooled_once"
            )
        ]

    def __str__(self) -> str:
        return f"Spooled input {self.pk} of {self.channel}"
