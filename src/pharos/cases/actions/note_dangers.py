from __future__ import annotations

from pharos.cases.access import locked
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.files.models import StoredFile
from pharos.files.queries import dangers_untold
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor


@action
def note_dangers(*, actor: Actor) -> int:  # noqa: ARG001 - its brands are the scope
    """Tell staff of a case what its customer tried to hand in: a virus, or a secret.

    The customer has read it where they chose the file, and it never became part of a message. One
    case at a time; returns how many files were told. The case is locked, then the files.
    """
    first = dangers_untold().order_by("pk").first()
    if first is None:
        return 0
    case = locked(Case.objects.get(pk=first.case_id or 0))
    files = list(
        dangers_untold().filter(case_id=case.pk).select_for_update(no_key=True).order_by("pk")
    )
    if files:
        refused = [{"name": file.name, "why": file.why} for file in files]
        system = Actor.system(case.brand_id)
        append(entry_of(case, system, "files", payload={"refused": refused}))
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(told_at=now())
    return len(files)
