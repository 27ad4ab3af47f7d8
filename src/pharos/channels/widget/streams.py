"""Keeping customers' streams up to date: each gets what it has not had, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import asyncpg

from pharos.channels.widget.customer_entry import entry_frame
from pharos.channels.widget.delivered import Delivered
from pharos.live.stream import Stream

# What one refresh sends one browser at the most; the rest follows at once.
PAGE = 100
VISIBLE = "SELECT * FROM ledger_visible($1, $2, $3, $4)"
HEADS = """
    SELECT conversation_id, position FROM ledger_positions($1, $2)
"""


class StreamRefresher:
    """Asks once for all streams of a conversation that moved, and pushes each its own part."""

    def __init__(
        self, pool: asyncpg.Pool, again: Callable[[Stream], None], delivered: Delivered
    ) -> None:
        self.pool = pool
        self._again = again
        self._delivered = delivered

    async def refresh(self, streams: list[Stream]) -> None:
        """Send each stream the entries after its position."""
        by_topic: defaultdict[int, list[Stream]] = defaultdict(list)
        for stream in streams:
            by_topic[stream.topic].append(stream)
        after = {topic: min(s.position for s in group) for topic, group in by_topic.items()}
        brands = [by_topic[topic][0].brand_ids[0] for topic in after]
        rows = await self.pool.fetch(VISIBLE, brands, list(after), list(after.values()), PAGE)

        found: defaultdict[int, list[Any]] = defaultdict(list)
        for row in rows:
            found[row["conversation_id"]].append(row)
        for topic, entries in found.items():
            self._push(by_topic[topic], entries)

    async def slow_check(self, streams: list[Stream]) -> None:
        """Find streams that a lost wake-up has left behind, and have them refreshed."""
        watched = sorted({stream.topic for stream in streams})
        brands = sorted({brand for stream in streams for brand in stream.brand_ids})
        found = await self.pool.fetch(HEADS, brands, watched)
        heads = {row["conversation_id"]: row["position"] for row in found}
        for stream in streams:
            if stream.position < heads.get(stream.topic, 0):
                self._again(stream)

    def _push(self, streams: list[Stream], entries: list[Any]) -> None:
        frames = [entry_frame(entry) for entry in entries]
        positions = [entry["position"] for entry in entries]
        whole = b"".join(frames)
        theirs = any(entry["author_kind"] != "customer" for entry in entries)
        for stream in streams:
            if not stream.is_free:
                continue
            missed = sum(1 for position in positions if position > stream.position)
            if not missed:
                continue
            body = whole if missed == len(frames) else b"".join(frames[-missed:])
            if stream.push(body, self._again):
                stream.position = positions[-1]
                if theirs:
                    self._delivered.note(stream.brand_ids[0], stream.topic, positions[-1])
            if len(entries) == PAGE:
                self._again(stream)
