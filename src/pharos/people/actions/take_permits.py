from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.db import connection

from pharos.kernel.action import action
from pharos.people.actor import Actor

LEASE = """
SELECT granted, seconds_left FROM pharos_lease_rates(%s::text[], %s::int[], %s::int[], %s::int[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """No more than `most` in any `span` seconds of whatever `what` and `whom` name together."""

    what: str
    whom: str
    most: int
    span: int


@action
def take_permits(*, actor: Actor, permits: Sequence[Permit]) -> float:
    """Take one permit of each and return 0, or return in how many seconds it is worth asking again.

    Counted by all processes together, and with the hot doors where the names are the same. What was
    granted stays taken also where another was not.
    """
    brand = actor.brands[0]
    with connection.cursor() as cursor:
        cursor.execute(
            LEASE,
            [
                [_key(f"{each.what} {brand} {each.whom}") for each in permits],
                [each.span for each in permits],
                [each.most for each in permits],
                [1] * len(permits),
            ],
        )
        rows = cursor.fetchall()
    return max((left for granted, left in rows if not granted), default=0.0)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """Stored keys are digests: no address can be read from the counts."""
    return sha256(settings.SECRET_KEY.encode() + text.encode()).hexdigest()[:32]
