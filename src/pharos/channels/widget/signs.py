"""What customer and staff let each other know besides words: typing, and having seen."""

from __future__ import annotations

from typing import Any

import asyncpg
import orjson

from pharos.channels.widget.customer_entry import instant
from pharos.channels.widget.thread_request import ThreadDoors, ThreadRequest
from pharos.channels.widget.threads import thread_of
from pharos.channels.widget.throttle import Throttle
from pharos.live.hub import Hub
from pharos.live.signs import GIVE, Sign, written
from pharos.live.stream import Stream, frame

TYPING_SECONDS = 2.0
SEEN = "SELECT * FROM reception_seen($1, $2)"
# What a customer may hear of staff besides the ledger.
FOR_CUSTOMERS = ("typing", "seen")


class CustomerSigns:
    """One process's part in it: signs from its customers, and to those who have a stream here."""

    def __init__(self, pool: asyncpg.Pool, hub: Hub) -> None:
        self.pool = pool
        self.hub = hub
        self._typed = Throttle(TYPING_SECONDS)
        self.doors: ThreadDoors = {
            ("POST", "typing"): self.typing,
        }

    def seen(self, sign: Sign) -> None:
        """Pass on what staff do in a conversation to its customer."""
        if sign.by != "staff" or not sign.conversation_id or sign.what not in FOR_CUSTOMERS:
            return
        body = frame(sign.what, orjson.dumps({"name": sign.name, **sign.data}))
        for stream in self.hub.watching(sign.conversation_id):
            stream.push(body, self.hub.touch_stream)

    async def tell_seen(self, stream: Stream) -> None:
        """Tell a browser that comes how far staff have seen what its customer wrote."""
        seen = await self.seen_by_staff(stream.brand_ids[0], stream.topic)
        if seen is not None:
            stream.push(frame("seen", orjson.dumps(seen)), self.hub.touch_stream)

    async def seen_by_staff(self, brand_id: int, conversation_id: int) -> dict[str, Any] | None:
        row = await self.pool.fetchrow(SEEN, brand_id, conversation_id)
        return None if row is None else {"position": row["position"], "at": instant(row["at"])}

    async def typing(self, request: ThreadRequest) -> None:
        """Let the desk know that the customer is writing. More often than it shows says nothing."""
        claims = request.claims
        key = (claims.brand_id, claims.customer_id, request.thread)
        if self._typed.is_due(key):
            found = await thread_of(self.pool, claims, request.thread)
            self._typed.happened(key)
            sign = Sign(
                brand_id=claims.brand_id,
                what="typing",
                number=found.number,
                conversation_id=found.conversation_id,
                by="customer",
                name=claims.name,
            )
            await self.pool.execute(GIVE, written(sign))
        await request.answer(204, None)
