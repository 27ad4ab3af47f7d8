"""Signs: what is true for a moment and kept nowhere. Somebody types, somebody has seen.

A sign that is lost is no loss: whatever must be known later stands in a row or in the ledger.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson
from django.db import connection

CHANNEL = "pharos_signs"
# For a pool without Django: $1 is `written(sign)`.
GIVE = f"SELECT pg_notify('{CHANNEL}', $1)"
GIVE_HERE = f"SELECT pg_notify('{CHANNEL}', %s)"
LONGEST_NAME = 120
# The rights of `who` have changed: their streams end, and come again if they still may.
LEFT = "left"


class Sign(NamedTuple):
    """`what` happens in a case (or, without a number, to the whole brand).

    `by` is "customer", "staff" or "system", `who` the id of a member of staff or 0. A customer
    hears only what names their conversation and is by staff.
    """

    brand_id: int
    what: str
    number: str = ""
    conversation_id: int = 0
    by: str = "system"
    who: int = 0
    name: str = ""
    data: dict[str, Any] = {}


def written(sign: Sign) -> str:
    """Return the sign as it goes over the bus."""
    return orjson.dumps([*sign._replace(name=sign.name[:LONGEST_NAME])]).decode()


def read_sign(payload: str) -> Sign:
    return Sign(*orjson.loads(payload))


def give(sign: Sign) -> None:
    """Give a sign to all who watch, at once or when the running transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_HERE, [written(sign)])
