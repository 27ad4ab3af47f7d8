"""Files that come along with a message, by a way whose sender cannot wait for their check."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import Sum

from pharos.files.access import uuid_or_none
from pharos.files.actions.begin_upload import begin_upload
from pharos.files.actions.note_not_taken import note_not_taken
from pharos.files.announced import Announced
from pharos.files.claiming import files_refused
from pharos.files.errors import QuotaReached
from pharos.files.limits import Limits
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.uploading import LARGEST_PART, write_part
from pharos.kernel.errors import Invalid

State = StoredFile.State
GONE = (State.REFUSED, State.ERASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """The message that files came with, by its numbers: cases stand above this room."""

    brand_id: int
    case_id: int
    conversation_id: int
    seq: int


def keep(actor: Acting, announced: Announced, content: BinaryIO, limits: Limits) -> str:
    """Keep one file in quarantine, all of it on the disk, and return its id.

    What may not come in is kept by its name alone, so that it can be told. Raises only what the
    sender must try again for: `storage_full`, `storage_away`. The row is there before the bytes,
    so nothing is ever left that the sweep does not find.
    """
    try:
        file = begin_upload(actor=actor, announced=announced, limits=limits)
    except (Invalid, QuotaReached) as refused:
        return str(note_not_taken(actor=actor, announced=announced, why=refused.code).public_id)
    public_id = str(file.public_id)
    while part := content.read(LARGEST_PART):
        file = write_part(actor, public_id, file.offset, part)
    assert file.is_whole, "its length was measured before"
    return public_id


def bind_to(came: Came, public_ids: Sequence[str], limits: Limits) -> None:
    """Say of these files that they came with this message, in its transaction.

    Refused with `files_refused` if one is not there any more: then nothing is to be committed, and
    whoever has the bytes keeps them again. What is more than the case may hold is refused.
    """
    ids = [found for text in dict.fromkeys(public_ids) if (found := uuid_or_none(text))]
    new = StoredFile.objects.filter(
        public_id__in=ids,
        brand_id=came.brand_id,
        owner_kind=StoredFile.Owner.CUSTOMER,
        entry_seq=None,
        came_with=None,
        claimed_by="",
    ).exclude(state__in=[State.UPLOADING, State.ERASED])
    files = list(new.select_for_update(no_key=True).order_by("pk"))
    if len(files) < len(set(public_ids)):
        raise files_refused()
    kept = StoredFile.objects.filter(case_id=came.case_id).exclude(state__in=GONE)
    held = kept.aggregate(sum=Sum("length"))["sum"] or 0
    for file in files:
        file.case_id, file.conversation_id = came.case_id, came.conversation_id
        file.came_with = came.seq
        if file.state not in GONE:
            held += file.length
        if file.state not in GONE and held > limits.case:
            held -= file.length
            file.state, file.why = State.REFUSED, "case_full"
    fields = ["case_id", "conversation_id", "came_with", "state", "why"]
    StoredFile.objects.bulk_update(files, fields)
