"""What is still to be told by hand in a case, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import Truncator

from pharos.cases import queries
from pharos.cases.models import Case
from pharos.people.actor import Actor
from pharos.web.desk.masks import entries_shown_to

SHOWN = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    seq: int
    words: str


def to_tell(actor: Actor, case: Case) -> list[ToTell]:
    """Return what somebody has to tell, oldest first. Runs inside `reading(actor)`."""
    entries = entries_shown_to(actor, queries.entries_to_tell(case))
    return [
        ToTell(seq=entry.seq, words=Truncator(entry.body or entry.kind).chars(SHOWN))
        for entry in entries
    ]
