from __future__ import annotations

from collections.abc import Sequence

from pharos.files.models import StoredFile
from pharos.files.models.stored_file import SECRET
from pharos.files.owner import Acting
from pharos.files.pauses import PAUSES
from pharos.kernel.action import action
from pharos.kernel.time import now

FIELDS = ("state", "why", "note", "reading", "read_again_at", "told_at")
LONGEST_NOTE = 100


@action
def settle_reading(
    *,
    actor: Acting,  # noqa: ARG001 - its brands are the scope
    file_id: int,
    is_read: bool,
    kinds: Sequence[str],
) -> StoredFile:
    """Write down how reading a file once more went.

    With a secret in it it is refused, though a message names it, and that is to be told. What
    could not be read waits longer each time, and after the last stays unread. What was erased
    meanwhile stays erased.
    """
    file = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    is_due = file.reading == StoredFile.Reading.WAITING
    if file.state != StoredFile.State.READY or not is_due:
        return file
    if kinds:
        file.state, file.why = StoredFile.State.REFUSED, SECRET
        file.note = ",".join(kinds)[:LONGEST_NOTE]
        file.reading, file.told_at = "", None
    elif is_read:
        file.reading = ""
    elif file.reads > len(PAUSES):
        file.reading = StoredFile.Reading.UNREAD
    else:
        file.read_again_at = now() + PAUSES[file.reads - 1]
    file.save(update_fields=FIELDS)
    return file
