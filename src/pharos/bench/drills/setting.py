"""What every client of one process shares: addresses, phase, pace, and the way to the doors."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from pharos.bench.drills.phases import CALM, END, TALK, phase, report

PATIENCE_SECONDS = 8.0
LONGEST_REST_SECONDS = 2.0
NOTHING_KNOWN = (aiohttp.ClientError, TimeoutError, OSError, ValueError)


@dataclass
class Setting:
    """One client process."""

    name: str
    home: Path
    live: list[str]
    web: str
    http: aiohttp.ClientSession
    narrow: aiohttp.ClientSession
    rng: random.Random
    acks_wanted: int
    talkers: int
    until: float
    # Customers come within so many seconds, write so many messages, and stay so long; agents
    # need so long between two things that they do.
    arrive_within: float = 3.0
    most_messages: int = 1_000_000
    slow_pause: tuple[float, float] | None = None
    stays: tuple[float, float] = (1.0, 15.0)
    thinks: tuple[float, float] = (15.0, 45.0)
    talk_is_over: asyncio.Event = field(default_factory=asyncio.Event)
    all_is_over: asyncio.Event = field(default_factory=asyncio.Event)
    acks: int = 0
    pending: int = 0
    views: dict[str, int] = field(default_factory=dict)

    @property
    def is_talking(self) -> bool:
        return not self.talk_is_over.is_set()

    @property
    def is_over(self) -> bool:
        return self.all_is_over.is_set()

    def pause(self) -> float:
        """Return how long a talker rests, so that the acknowledgements wanted come in time."""
        if self.slow_pause is not None:
            return self.rng.uniform(*self.slow_pause)
        left = max(self.until - time.monotonic(), 0.5) * 0.8
        rest = left * self.talkers / max(self.acks_wanted - self.acks, 1)
        return self.rng.uniform(0.3, 1.7) * min(max(rest, 0.02), 4.0)

    async def again(self, tries: int = 0) -> None:
        """Wait before trying again: longer each time, as browsers do, and each another while."""
        longest = min(0.3 * 2**tries, LONGEST_REST_SECONDS)
        await asyncio.sleep(self.rng.uniform(0.2, 1.0) * longest)

    def a_live(self) -> str:
        return self.rng.choice(self.live)

    async def watch(self) -> None:
        """Follow the drill's phases, and tell how far we are, until the end."""
        while not self.is_over:
            await asyncio.sleep(0.25)
            now = phase(self.home)
            if now != TALK:
                self.talk_is_over.set()
            if now == END:
                self.all_is_over.set()
            told: dict[str, Any] = {"acks": self.acks, "pending": self.pending}
            if now == CALM:
                told["views"] = self.views
            report(self.home, self.name, told)


def cast(home: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((home / "cast.json").read_text())
    return told
