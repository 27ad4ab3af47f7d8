"""Keeping the bytes that come, part by part. Nothing of it is looked into before it is whole."""

from __future__ import annotations

import io
import secrets

from django.utils.translation import gettext_lazy as _

from pharos.files.access import file_to_continue
from pharos.files.actions.add_part import add_part
from pharos.files.errors import FileTooLarge, OffsetDiffers
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.storage import storage
from pharos.kernel.scope import reading

# One request carries no more than this at once.
LARGEST_PART = 4 * 1024 * 1024


def write_part(actor: Acting, public_id: str, offset: int, content: bytes) -> StoredFile:
    """Keep one part, and return how far the file is now.

    Refused: a part that does not follow the last one, more than was announced, no room. Then the
    part is not kept, and the file is as it was.
    """
    with reading(actor):
        file = file_to_continue(actor, public_id)
    if file.state != StoredFile.State.UPLOADING or file.offset != offset:
        raise OffsetDiffers(_("This part does not follow the last one."))
    if offset + len(content) > file.length:
        raise FileTooLarge(_("This is more than was announced."))
    if not content:
        return file
    key = file.key(f"parts/{offset:012d}-{secrets.token_hex(4)}")
    storage().put(key, io.BytesIO(content))
    try:
        return add_part(actor=actor, public_id=public_id, offset=offset, key=key, size=len(content))
    except BaseException:
        storage().delete(key)
        raise
