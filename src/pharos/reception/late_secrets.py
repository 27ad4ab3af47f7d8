"""A secret that was read in a file only after its message had come."""

from __future__ import annotations

from pharos.cases.access import locked
from pharos.cases.models import Case, Conversation, Entry
from pharos.files.models import StoredFile
from pharos.files.queries import secrets_read_late
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.arrived import tell_refused


@action
def tell_late_secrets(*, actor: Actor) -> int:  # noqa: ARG001 - its brands are the scope
    """Tell customer and staff which file is gone again, and what to do about what was in it.

    The files of one message at a time; returns how many there were. Each is told once. The case is
    locked, then the files.
    """
    first = secrets_read_late().order_by("pk").first()
    if first is None:
        return 0
    case = locked(Case.objects.get(pk=first.case_id or 0))
    same = secrets_read_late().filter(case_id=case.pk, entry_seq=first.entry_seq)
    files = list(same.select_for_update(no_key=True).order_by("pk"))
    message = Entry.objects.get(case_id=case.pk, seq=first.entry_seq or 0)
    if files and message.conversation_id is not None:
        thread = Conversation.objects.get(pk=message.conversation_id)
        tell_refused(case, thread, files, position=message.position or 0)
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(told_at=now())
    return len(files)
