"""Which conversation a customer means, asked by the doors without Django."""

from __future__ import annotations

from typing import NamedTuple

import asyncpg
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actor import SIGNED_IN
from pharos.people.tokens.errors import SessionExpired
from pharos.people.tokens.session import SessionClaims

CHANNEL = "widget"
LONGEST_ID = 100
THREAD = "SELECT * FROM reception_thread($1, $2, $3, $4, $5)"
JOINED = "SELECT * FROM reception_joined_thread($1, $2, $3, $4, $5, $6)"


class Thread(NamedTuple):
    conversation_id: int
    state: str
    number: str
    read_position: int


async def thread_of(pool: asyncpg.Pool, claims: SessionClaims, external_id: str) -> Thread:
    """Return the customer's own thread, or NotFound whether it is absent or another's.

    Once signed in, their own is also what a browser of theirs said before. A device that has been
    revoked is told that its session has ended.
    """
    asked = (
        claims.brand_id,
        claims.customer_id,
        claims.device_id,
        CHANNEL,
        external_id[:LONGEST_ID],
    )
    row = await pool.fetchrow(THREAD, *asked)
    if row is None and claims.assurance >= SIGNED_IN:
        row = await pool.fetchrow(JOINED, *asked, now())
    if row is None:
        raise NotFound(_("There is no such conversation."))
    *thread, device_open = row
    if not device_open:
        raise SessionExpired
    return Thread(*thread)
