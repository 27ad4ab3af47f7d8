from __future__ import annotations

from pharos.cases.access import case_to_read
from pharos.cases.models import DeskMark
from pharos.kernel.action import action
from pharos.people.actor import Actor


@action
def mark_unread(*, actor: Actor, number: str) -> None:
    """Let the case stand out again among this person's own lists. No case is locked."""
    case = case_to_read(actor, number)
    DeskMark.objects.filter(case=case, staff=actor.id or 0).update(seen_seq=0)
