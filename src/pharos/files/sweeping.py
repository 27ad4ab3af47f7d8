"""What the worker does for files now and then. Every step repeats safely."""

from __future__ import annotations

from pharos.files.actions.give_up_uploads import give_up_uploads
from pharos.files.actions.note_purged import note_purged
from pharos.files.checking import destroy_upload
from pharos.files.owner import Acting
from pharos.files.queries import files_to_purge, files_with_leftovers
from pharos.files.storage import storage
from pharos.kernel.scope import reading


def sweep_files(actor: Acting) -> int:
    """Give up what nobody sends, delete the bytes of what is gone, and return of how many."""
    give_up_uploads(actor=actor)
    with reading(actor):
        gone, left = files_to_purge(), files_with_leftovers()
    for file in gone:
        for key in list(storage().list(file.folder)):
            storage().delete(key)
    if gone:
        note_purged(actor=actor, file_ids=[file.pk for file in gone])
    for file in left:
        destroy_upload(actor, file)
    return len(gone)
