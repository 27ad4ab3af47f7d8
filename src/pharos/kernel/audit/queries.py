from __future__ import annotations

from django.db.models import QuerySet

from pharos.kernel.models import AuditEntry


def entries(*brand_ids: int) -> QuerySet[AuditEntry]:
    """Return the audit of these brands, latest first; INSTALLATION is one of them.

    Runs inside a scope that names them (`brand_scope(*brand_ids)`); others stay invisible.
    """
    return AuditEntry.objects.filter(brand_id__in=brand_ids).order_by("-id")
