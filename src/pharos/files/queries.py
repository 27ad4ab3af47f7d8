"""Questions about files that span rows. All run inside a scope."""

from __future__ import annotations

from django.db.models import Q

from pharos.files.models import StoredFile

BATCH = 100


def files_to_purge(limit: int = BATCH) -> list[StoredFile]:
    """Return files whose bytes must go altogether: what was erased, taken back or given up."""
    erased = StoredFile.objects.filter(state=StoredFile.State.ERASED, purged_at=None)
    return list(erased.order_by("pk")[:limit])


def files_with_leftovers(limit: int = BATCH) -> list[StoredFile]:
    """Return settled files whose upload was not destroyed yet."""
    settled = Q(state=StoredFile.State.READY) | Q(state=StoredFile.State.REFUSED)
    return list(StoredFile.objects.filter(settled).exclude(parts=[]).order_by("pk")[:limit])


def any_to_check() -> bool:
    return StoredFile.objects.filter(state__in=["quarantined", "checking"]).exists()
