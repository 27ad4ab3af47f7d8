"""What of a customer's profile stands beside a case."""

from __future__ import annotations

from typing import Any

from pharos.people.actor import Actor
from pharos.people.masking import masked
from pharos.people.persons.queries import Glance


def person_beside(actor: Actor, glance: Glance, others: int) -> dict[str, Any]:
    """The pinned note, whether they are blocked, and how many other cases they have."""
    return {
        "pinned": glance.pinned if actor.sees_unmasked else masked(glance.pinned),
        "is_blocked": glance.is_blocked,
        "others": others,
    }
