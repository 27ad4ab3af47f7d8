"""What streams have handed over to their customers, written down many at a time."""

from __future__ import annotations

import asyncio
import logging

import asyncpg

from pharos.kernel.time import now
from pharos.live.signs import GIVE, Sign, written

log = logging.getLogger(__name__)

# One write a second for all conversations of a process, however many messages were handed over.
EVERY_SECONDS = 1.0
DELIVERED = "SELECT * FROM reception_delivered($1, $2, $3, $4)"


class Delivered:
    """How far each conversation was handed over since the last write."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self._noted: dict[tuple[int, int], int] = {}

    def note(self, brand_id: int, conversation_id: int, position: int) -> None:
        key = (brand_id, conversation_id)
        self._noted[key] = max(position, self._noted.get(key, 0))

    async def run(self) -> None:
        """Write down what was noted until cancelled. What cannot be written is noted again."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            noted, self._noted = self._noted, {}
            if not noted:
                continue
            try:
                await self._write(noted)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("what was delivered waits for the database: %r", error)
                for (brand_id, conversation_id), position in noted.items():
                    self.note(brand_id, conversation_id, position)

    async def _write(self, noted: dict[tuple[int, int], int]) -> None:
        at = now()
        brands = [brand_id for brand_id, _ in noted]
        conversations = [conversation_id for _, conversation_id in noted]
        moved = await self.pool.fetch(DELIVERED, brands, conversations, [*noted.values()], at)
        for row in moved:
            told = {"thread": row["conversation_id"], "delivered": row["position"]}
            sign = Sign(
                brand_id=row["brand_id"],
                what="receipt",
                number=row["number"],
                by="customer",
                data=told | {"at": at.isoformat()},
            )
            await self.pool.execute(GIVE, written(sign))
