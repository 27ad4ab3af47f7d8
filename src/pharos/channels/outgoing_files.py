"""The files of an answer, as channels take them along: only what was checked."""

from __future__ import annotations

from functools import partial

from pharos.cases.models import Entry
from pharos.channels.port import OutgoingFile
from pharos.files.access import files_of_entries
from pharos.files.inspection.verdict import SAFE
from pharos.files.keeping import read_out
from pharos.files.models import StoredFile


def outgoing_files(entry: Entry) -> tuple[OutgoingFile, ...]:
    """Return the entry's files, in their order. Runs inside the brand's scope."""
    named = [str(file["id"]) for file in entry.attachments or ()]
    if not named:
        return ()
    found = {str(file.public_id): file for file in files_of_entries(entry.case_id, named)}
    return tuple(_outgoing(found[name]) for name in named if name in found)


def _outgoing(file: StoredFile) -> OutgoingFile:
    return OutgoingFile(
        name=file.name,
        content_type=file.type,
        size=file.size,
        content=partial(_content, file.key(SAFE)),
    )


def _content(key: str) -> bytes:
    with read_out(key) as source:
        return source.read()
