"""Questions about files that span rows. All run inside a scope."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from pharos.files.access import uuid_or_none
from pharos.files.models import StoredFile
from pharos.files.owner import Acting

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


def files_held(actor: Acting, public_ids: Sequence[str]) -> list[StoredFile]:
    """Return the actor's own files that no entry names yet, in this order."""
    ids = [found for text in public_ids if (found := uuid_or_none(text))]
    mine = StoredFile.objects.filter(
        public_id__in=ids,
        brand_id__in=actor.brands,
        owner_kind=actor.kind,
        owner_id=actor.id or 0,
        entry_seq=None,
    )
    by_id = {file.public_id: file for file in mine}
    return [by_id[each] for each in ids if each in by_id]
