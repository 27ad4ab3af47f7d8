from __future__ import annotations

from django.db import models

from pharos.cases.models.case import Case


class LedgerHead(models.Model):
    """The end of a case's chain: how far its ledger has got. Written by the ledger alone."""

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.DO_NOTHING, related_name="head"
    )
    seq = models.IntegerField()

    class Meta:
        managed = False
        db_table = "ledger_head"

    def __str__(self) -> str:
        return f"Head of case {self.case_id}"
