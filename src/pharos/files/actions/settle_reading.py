from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pharos.files.models import StoredFile
from pharos.files.models.stored_file import SECRET
from pharos.files.owner import Acting
from pharos.files.pauses import PAUSES
from pharos.kernel.action import action
from pharos.kernel.time import now

FIELDS = ("state", "why", "note", "reading", "read_again_at", "told_at", "references")
LONGEST_NOTE = 100

# What follows, in the same transaction, from what a file of a message turns out to name. Who looks
# things up stands above this room.
Then = Callable[[StoredFile, Sequence[Mapping[str, str]]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading a file once more gave: which kinds of secrets, and what it names."""

    is_read: bool
    kinds: Sequence[str] = ()
    references: Sequence[Mapping[str, str]] = ()


@action
def settle_reading(
    *,
    actor: Acting,  # noqa: ARG001 - its brands are the scope
    file_id: int,
    reread: Reread,
    then: Then,
) -> StoredFile:
    """Write down how reading a file once more went.

    With a secret in it it is refused, though a message names it, and that is to be told. What
    could not be read waits longer each time, and after the last stays unread. What was erased
    meanwhile stays erased. `then` is called once, and only if the message is there already.
    """
    file = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    is_due = file.reading == StoredFile.Reading.WAITING
    if file.state != StoredFile.State.READY or not is_due:
        return file
    news: list[dict[str, str]] = []
    if reread.kinds:
        file.state, file.why = StoredFile.State.REFUSED, SECRET
        file.note = ",".join(reread.kinds)[:LONGEST_NOTE]
        file.reading, file.told_at = "", None
    elif reread.is_read:
        file.reading = ""
        news = [dict(each) for each in reread.references if each not in file.references]
        file.references += news
    elif file.reads > len(PAUSES):
        file.reading = StoredFile.Reading.UNREAD
    else:
        file.read_again_at = now() + PAUSES[file.reads - 1]
    file.save(update_fields=FIELDS)
    if news and file.entry_seq is not None:
        then(file, news)
    return file
