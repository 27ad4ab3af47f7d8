from __future__ import annotations

from datetime import timedelta

from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.kernel.action import action
from pharos.kernel.time import now

# How soon the scanner is asked again, and for how long.
PAUSE = timedelta(seconds=20)
PATIENCE = timedelta(hours=72)


@action
def put_off_check(*, actor: Acting, file_id: int) -> StoredFile:  # noqa: ARG001 - its brands are the scope
    """Let a file wait, since the virus scanner does not answer. It is served to nobody.

    That is no failed try. What nobody could scan within three days is refused as such.
    """
    file = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    if file.state != StoredFile.State.CHECKING:
        return file
    file.tries = max(0, file.tries - 1)
    file.state, file.why = StoredFile.State.QUARANTINED, "scanner_away"
    file.leased_until = now() + PAUSE
    if file.created_at < now() - PATIENCE:
        file.state, file.why = StoredFile.State.REFUSED, "not_scanned"
    file.save(update_fields=["tries", "state", "why", "leased_until"])
    return file
