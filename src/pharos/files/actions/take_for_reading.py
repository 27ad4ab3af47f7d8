from __future__ import annotations

from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.pauses import LEASE, PAUSES
from pharos.kernel.action import action
from pharos.kernel.time import now


@action
def take_for_reading(*, actor: Acting) -> StoredFile | None:  # noqa: ARG001 - its brands are the scope
    """Lease a file whose pictures are to be read once more, so that nobody else reads them.

    A lease that ran out is taken again: whoever had it has died. What has been tried often enough
    stays unread.
    """
    due = StoredFile.objects.filter(
        state=StoredFile.State.READY,
        reading=StoredFile.Reading.WAITING,
        read_again_at__lte=now(),
    )
    file = due.select_for_update(skip_locked=True).order_by("read_again_at").first()
    if file is None:
        return None
    file.reads += 1
    file.read_again_at = now() + LEASE
    if file.reads > len(PAUSES) + 1:
        file.reading = StoredFile.Reading.UNREAD
    file.save(update_fields=["reads", "read_again_at", "reading"])
    return file
