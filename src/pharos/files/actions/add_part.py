from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.files.access import file_to_change
from pharos.files.errors import OffsetDiffers
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.kernel.action import action


@action
def add_part(*, actor: Acting, public_id: str, offset: int, key: str, size: int) -> StoredFile:
    """Note that the bytes from `offset` on lie under `key`. The last part closes the upload.

    Refused with `offset_differs` if the part does not begin where the last one ended, which is
    how of two senders at once one learns where to go on. The file is locked.
    """
    file = file_to_change(actor, public_id)
    if file.state != StoredFile.State.UPLOADING or offset != file.offset:
        raise OffsetDiffers(_("This part does not follow the last one."))
    assert file.offset + size <= file.length, "looked at before the bytes were kept"
    file.parts = [*file.parts, key]
    file.offset += size
    if file.is_whole:
        file.state = StoredFile.State.QUARANTINED
    file.save(update_fields=["parts", "offset", "state"])
    return file
