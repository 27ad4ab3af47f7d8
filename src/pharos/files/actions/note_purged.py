from __future__ import annotations

from collections.abc import Sequence

from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.kernel.action import action
from pharos.kernel.time import now


@action
def note_purged(*, actor: Acting, file_ids: Sequence[int]) -> None:  # noqa: ARG001 - its brands are the scope
    """Note that all bytes of these files are gone. The row of what no entry names goes later."""
    StoredFile.objects.filter(pk__in=file_ids).update(purged_at=now(), parts=[])
