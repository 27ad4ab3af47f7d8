from __future__ import annotations

from datetime import timedelta

from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.queries import kept_in_quarantine
from pharos.kernel.action import action
from pharos.kernel.time import now

# A file that nobody has sent along within a day is not waited for.
UNUSED = timedelta(hours=24)
BATCH = 500


@action
def give_up_uploads(*, actor: Acting) -> int:  # noqa: ARG001 - its brands are the scope
    """Take back what was handed in a day ago and no entry names. The next sweep deletes it.

    The rows of what is gone stay that day too: they count for how much somebody may hand in.
    """
    old = StoredFile.objects.filter(entry_seq=None, created_at__lt=now() - UNUSED)
    # What came with a message stays until somebody was told what became of it.
    old = old.exclude(came_with__isnull=False, told_at=None).exclude(kept_in_quarantine())
    old.exclude(purged_at=None).delete()
    ids = old.exclude(state=StoredFile.State.ERASED).order_by("created_at").values_list("pk")
    held = StoredFile.objects.filter(pk__in=ids[:BATCH]).select_for_update(skip_locked=True)
    waiting = [file.pk for file in held if file.entry_seq is None]
    return StoredFile.objects.filter(pk__in=waiting).update(state=StoredFile.State.ERASED)
