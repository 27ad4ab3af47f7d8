"""What of a customer's profile stands beside a case."""

from __future__ import annotations

from typing import Any

from pharos.cases.models import Case
from pharos.cases.queries import count_of_cases
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.masking import masked
from pharos.people.persons.queries import blocks_of, customers_of_person, pinned_note


def person_beside(actor: Actor, case: Case) -> dict[str, Any]:
    """The pinned note, whether they are blocked, and how many other cases they have."""
    people = customers_of_person(case.customer)
    note = pinned_note(people)
    words = note.body if note else ""
    return {
        "pinned": words if actor.sees_unmasked else masked(words),
        "is_blocked": any(block.holds_at(now()) for block in blocks_of(people)),
        "others": count_of_cases(actor, people) - 1,
    }
