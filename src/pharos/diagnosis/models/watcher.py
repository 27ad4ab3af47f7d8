from __future__ import annotations

from django.db import models


class Watcher(models.Model):
    """What a case waits for: it is looked at again at `due_at`, or when `events` reach `subject`.

    Waking it makes a request and takes the watcher away, in one transaction; recording what was
    found may leave the next one. So there is always the one or the other, whatever is killed.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_index=False)
    diagnoser = models.CharField(max_length=10)
    wanted = models.CharField(max_length=60)
    inputs = models.JSONField(default=dict)
    subject = models.CharField(max_length=200)
    events = models.JSONField(default=list)
    due_at = models.DateTimeField()
    # How often it has looked in vain since the customer last heard of it.
    looks = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "subject"], name="watcher_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="watcher_due"),
            models.Index(fields=["brand", "subject"], name="watcher_of_subject"),
        ]

    def __str__(self) -> str:
        return f"Watcher {self.pk}"
