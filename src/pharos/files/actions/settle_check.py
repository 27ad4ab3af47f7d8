from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pharos.files.inspection.verdict import Verdict
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.pauses import PAUSES
from pharos.files.words import name_as
from pharos.kernel.action import action
from pharos.kernel.time import now

FIELDS = (
    "state",
    "why",
    "name",
    "type",
    "size",
    "sha256",
    "received_sha256",
    "width",
    "height",
    "has_thumbnail",
    "pages",
    "note",
    "references",
    "leased_until",
    "reading",
    "read_again_at",
    "reads",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check found; of what is served there is a digest only if it may be."""

    verdict: Verdict
    received_sha256: str
    sha256: str = ""
    size: int = 0
    references: tuple[Mapping[str, str], ...] = ()


@action
def settle_check(*, actor: Acting, file_id: int, found: Found) -> StoredFile:  # noqa: ARG001 - its brands are the scope
    """Write down what a check has found. What was taken back meanwhile stays taken back.

    A customer's picture that could not be read in time is held from staff and read again later.
    """
    file = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    if file.state != StoredFile.State.CHECKING:
        return file
    verdict = found.verdict
    file.received_sha256 = found.received_sha256
    file.leased_until = None
    file.why, file.note = verdict.why, verdict.note
    if verdict.why:
        file.state = StoredFile.State.REFUSED
    else:
        file.state = StoredFile.State.READY
        file.name, file.type = name_as(file.name, verdict.type), verdict.type
        file.size, file.sha256 = found.size, found.sha256
        file.width, file.height = verdict.width, verdict.height
        file.has_thumbnail = verdict.has_thumbnail
        file.pages = verdict.pages
        file.references = [dict(each) for each in found.references]
        if verdict.unread and file.owner_kind == StoredFile.Owner.CUSTOMER:
            file.reading, file.reads = StoredFile.Reading.WAITING, 1
            file.read_again_at = now() + PAUSES[0]
    file.save(update_fields=FIELDS)
    return file
