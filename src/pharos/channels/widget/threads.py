"""Which conversation a customer means, asked by the doors without Django."""

from __future__ import annotations

from typing import NamedTuple

import asyncpg
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import NotFound
from pharos.people.tokens.errors import SessionExpired
from pharos.people.tokens.session import SessionClaims

CHANNEL = "widget"
LONGEST_ID = 100
THREAD = "SELECT * FROM reception_thread($1, $2, $3, $4, $5)"


class Thread(NamedTuple):
    conversation_id: int
    state: str
    number: str
    read_position: int


async def thread_of(pool: asyncpg.Pool, claims: SessionClaims, external_id: str) -> Thread:
    """Return the customer's own thread, or NotFound whether it is absent or another's.

    A device that has been revoked is told that its session has ended.
    """
    row = await pool.fetchrow(
        THREAD,
        claims.brand_id,
        claims.customer_id,
        claims.device_id,
        CHANNEL,
        external_id[:LONGEST_ID],
    )
    if row is None:
        raise NotFound(_("There is no such conversation."))
    *thread, device_open = row
    if not device_open:
        raise SessionExpired
    return Thread(*thread)
