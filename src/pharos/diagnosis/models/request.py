from __future__ import annotations

from django.db import models


class DiagnosisRequest(models.Model):
    """That something is to be found out for a case. Gone in the transaction that records it.

    Whoever works on it takes it until `taken_until`; after that anybody may. Nothing is lost by
    doing it twice: looking changes nothing, and only one recording finds the row.
    """

    class Cause(models.TextChoices):
        INTAKE = "intake"
        MESSAGE = "message"
        AGENT = "agent"
        WATCHER = "watcher"

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_index=False)
    cause = models.CharField(max_length=10, choices=Cause)
    # A contact reason, or one diagnoser by its id.
    wanted = models.CharField(max_length=60)
    inputs = models.JSONField(default=dict)
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "cause", "wanted", "inputs"], name="diagnosis_request_once"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="diagnosis_request_due")]

    def __str__(self) -> str:
        return f"Diagnosis request {self.pk}"
