"""A change of what was taken in, and what follows from it."""

from __future__ import annotations

from pharos.cases.actions.note_change import note_edit
from pharos.cases.ledger.append import Written
from pharos.cases.models import Case
from pharos.people.actor import Actor
from pharos.reception.follow_up_marks import leave_mark
from pharos.reception.models import Received


def take_edit(*, actor: Actor, item: Received, change: str, text: str) -> bool:
    """Take in that a customer changed what they wrote, as `note_edit` does.

    If the change brings a secret, a mark is left with it: its customer reads what to do, and gets
    a case about their danger, as if they had just written it. So it is in a merged case: the change
    is to be read where the work goes on. Returns whether it is news.
    """
    return note_edit(
        actor=actor,
        case_id=item.case_id,
        seq=item.seq,
        change=change,
        text=text,
        follow=_mark,
    )


def _mark(case: Case, edit: Written) -> None:
    leave_mark(case, seq=edit.seq, at=edit.at)
