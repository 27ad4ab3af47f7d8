from __future__ import annotations

from pharos.files.access import file_to_change
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.kernel.action import action


@action
def drop_upload(*, actor: Acting, public_id: str) -> None:
    """Take back a file that no entry names yet. Its bytes go with the next sweep."""
    file = file_to_change(actor, public_id)
    file.state = StoredFile.State.ERASED
    file.save(update_fields=["state"])
