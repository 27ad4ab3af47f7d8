"""Naming files on an entry, inside the transaction of whoever writes it."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.files.access import uuid_or_none
from pharos.files.limits import MOST_ON_ENTRY
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.kernel.errors import Conflict


def claim(
    actor: Acting, case_id: int, public_ids: Sequence[str], *, token: str
) -> list[StoredFile]:
    """Return the actor's own checked files in this order, held for one entry of the case.

    Refused with `files_refused`: one that is somebody else's, not checked, refused, or sent
    before. The files are locked; the head comes first. `reception_claim` does the same in SQL.
    """
    wanted = list(dict.fromkeys(public_ids))
    ids = [found for text in wanted if (found := uuid_or_none(text))]
    if len(ids) < len(wanted) or len(ids) > MOST_ON_ENTRY:
        raise files_refused()
    if not ids:
        return []
    mine = StoredFile.objects.filter(
        public_id__in=ids,
        brand_id__in=actor.brands,
        owner_kind=actor.kind,
        owner_id=actor.id or 0,
        state=StoredFile.State.READY,
        entry_seq=None,
        claimed_by="",
    )
    by_id = {file.public_id: file for file in mine.select_for_update(no_key=True).order_by("pk")}
    if len(by_id) < len(ids):
        raise files_refused()
    files = [by_id[each] for each in ids]
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(
        case_id=case_id, claimed_by=token
    )
    return files


def keep_claim(files: Sequence[StoredFile], seq: int) -> None:
    """Say on the files which entry names them. They are never named again."""
    if files:
        StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(entry_seq=seq)


def named(files: Sequence[StoredFile]) -> list[dict[str, Any]] | None:
    """Return what the entry says of them."""
    return [file.named() for file in files] or None


def erase_files_of(*, case_id: int, seq: int) -> int:
    """Let the files of an entry be served no more; the next sweep deletes their bytes."""
    files = StoredFile.objects.filter(case_id=case_id, entry_seq=seq)
    return files.update(state=StoredFile.State.ERASED, references=[])


def files_refused() -> Conflict:
    return Conflict(
        _("A file is not ready to be sent, or has been sent already. Attach it again."),
        code="files_refused",
    )
