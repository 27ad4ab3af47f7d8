"""The only way to a file, named by purpose. "Not yours" and "not there" are the same answer."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.kernel.errors import NotFound

MOST_AT_ONCE = 50


def file_to_continue(actor: Acting, public_id: str) -> StoredFile:
    """Return a file that the actor hands in themselves and no entry names yet, or NotFound."""
    file = StoredFile.objects.filter(
        public_id=_uuid(public_id),
        brand_id__in=actor.brands,
        owner_kind=actor.kind,
        owner_id=actor.id or 0,
        entry_seq=None,
        came_with=None,
    ).first()
    if file is None or file.state == StoredFile.State.ERASED:
        raise absent()
    return file


def file_to_change(actor: Acting, public_id: str) -> StoredFile:
    """Return the same, locked until commit."""
    file = file_to_continue(actor, public_id)
    return StoredFile.objects.select_for_update(no_key=True).get(pk=file.pk)


def files_of_entries(case_id: int, public_ids: Iterable[str]) -> list[StoredFile]:
    """Return those of these files that entries of the case name and that can be served."""
    wanted = [found for text in public_ids if (found := uuid_or_none(text))][:MOST_AT_ONCE]
    return list(
        StoredFile.objects.filter(
            case_id=case_id,
            entry_seq__isnull=False,
            public_id__in=wanted,
            state=StoredFile.State.READY,
        )
    )


def file_to_read_at(actor: Acting, case_id: int, public_id: str) -> StoredFile:
    """Return a checked file that an entry of this case names, or that the actor wrote for it."""
    file = StoredFile.objects.filter(
        public_id=_uuid(public_id),
        case_id=case_id,
        brand_id__in=actor.brands,
        state=StoredFile.State.READY,
    ).first()
    is_own = file is not None and (file.owner_kind, file.owner_id) == (actor.kind, actor.id)
    if file is None or (file.entry_seq is None and not is_own):
        raise absent()
    return file


def file_to_serve(brand_id: int, public_id: str) -> StoredFile:
    """Return a file that has been checked, for the bearer of a link to it, or NotFound."""
    file = StoredFile.objects.filter(
        brand_id=brand_id, public_id=_uuid(public_id), state=StoredFile.State.READY
    ).first()
    if file is None:
        raise absent()
    return file


def absent() -> NotFound:
    return NotFound(_("There is no such file."))


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID:
    found = uuid_or_none(text)
    if found is None:
        raise absent()
    return found
