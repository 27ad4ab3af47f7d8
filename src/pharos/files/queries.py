"""Questions about files that span rows. All run inside a scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from pharos.files.access import uuid_or_none
from pharos.files.models import StoredFile
from pharos.files.models.stored_file import INFECTED, KEPT_INFECTED, SECRET
from pharos.files.owner import Acting
from pharos.kernel.time import now

BATCH = 100


def files_to_purge(limit: int = BATCH) -> list[StoredFile]:
    """Return files whose bytes must go altogether: what was erased, taken back or given up."""
    erased = StoredFile.objects.filter(state=StoredFile.State.ERASED, purged_at=None)
    return list(erased.order_by("pk")[:limit])


def files_with_leftovers(limit: int = BATCH) -> list[StoredFile]:
    """Return settled files whose upload was not destroyed yet."""
    settled = Q(state=StoredFile.State.READY) | Q(state=StoredFile.State.REFUSED)
    left = StoredFile.objects.filter(settled).exclude(parts=[]).exclude(kept_in_quarantine())
    return list(left.order_by("pk")[:limit])


def dangers_untold() -> QuerySet[StoredFile]:
    """Files that a customer chose for a case, with a virus or a secret in them, not told yet."""
    return StoredFile.objects.filter(
        state=StoredFile.State.REFUSED,
        why__in=[SECRET, INFECTED],
        told_at=None,
        came_with=None,
        entry_seq=None,
        case_id__isnull=False,
        owner_kind=StoredFile.Owner.CUSTOMER,
    )


def references_with(case_id: int, seq: int) -> dict[str, str]:
    """Return what the files of one entry name, the first of each kind."""
    files = StoredFile.objects.filter(case_id=case_id, entry_seq=seq, state=StoredFile.State.READY)
    found: dict[str, str] = {}
    for references in files.order_by("pk").values_list("references", flat=True):
        for each in references:
            found.setdefault(each["kind"], each["value"])
    return found


def secrets_read_late() -> QuerySet[StoredFile]:
    """Files of messages in which a secret was read only afterwards, not told yet."""
    return StoredFile.objects.filter(
        state=StoredFile.State.REFUSED, why=SECRET, told_at=None, entry_seq__isnull=False
    )


def files_held_from_staff(case_id: int, public_ids: Sequence[str]) -> dict[str, str]:
    """Return which of these files staff do not see as they are, and why.

    `waiting` and `unread` as in `StoredFile.Reading`; `secret` where one was read afterwards.
    """
    named = StoredFile.objects.filter(case_id=case_id, public_id__in=public_ids)
    held = named.filter(~Q(reading="") | Q(state=StoredFile.State.REFUSED, why=SECRET))
    return {str(each.public_id): each.reading or SECRET for each in held}


def files_under_way(case_id: int, seqs: Sequence[int]) -> list[StoredFile]:
    """Return the files that came with these messages and of which nothing is told yet."""
    came = StoredFile.objects.filter(
        case_id=case_id, came_with__in=seqs, told_at=None, entry_seq=None
    )
    return list(came.exclude(state=StoredFile.State.ERASED).order_by("pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AtScanner:
    """How many files wait for the virus scanner, which does not answer, and since when."""

    waiting: int
    since: datetime | None


def files_at_scanner() -> AtScanner:
    waiting = StoredFile.objects.filter(
        state__in=[StoredFile.State.QUARANTINED, StoredFile.State.CHECKING], why="scanner_away"
    ).aggregate(count=Count("id"), since=Min("created_at"))
    return AtScanner(waiting=waiting["count"], since=waiting["since"])


def kept_in_quarantine() -> Q:
    """What a virus was found in, for as long as somebody may want to look at it elsewhere."""
    return Q(why=INFECTED, created_at__gt=now() - KEPT_INFECTED)


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
