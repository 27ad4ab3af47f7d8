from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One change to how the desk is set up: who changed what, when, and from what to what.

    What happens in a case stands in its ledger and not here. Rows are only ever added, by the SQL
    function `audit_append`; the application role can neither change nor remove them.
    """

    # 0: the whole installation. No foreign key, so that an entry outlives what it tells of.
    brand_id = models.IntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    # A noun and what was done to it: `hours.changed`, `staff.invited`.
    action = models.CharField(max_length=60)
    # The thing as its readers name it, and by what a program finds it.
    subject = models.CharField(max_length=200)
    subject_id = models.CharField(max_length=80, blank=True)
    # {field: [before, after]}; secrets are told as changed and never as text.
    change = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"
        indexes = [models.Index("brand_id", models.F("id").desc(), name="audit_of_brand")]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"
