"""Limits on how often something may happen, counted by all processes together.

A process does not ask for each permit. It leases some from a store that everybody shares (the
port `Lease`), spends them from its own memory, and asks again when they are used up or out of
date. So a limit is never passed, however many processes there are; at the worst a process that
stops wastes the few that it had leased.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

# A lease is at most this part of the whole. It begins with one permit and doubles while its time
# lasts, so what is leased and never used is at most about as much as what was.
SHARE = 8
REMEMBERED = 50_000
TRIES = 50
CROWDED_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """No more than `most` in any `span` seconds, of whatever `key` stands for."""

    key: str
    most: int
    span: int


@dataclass(frozen=True, slots=True)
class Granted:
    """What the store gave: so many permits, to be used within so many seconds."""

    permits: int
    seconds_left: float


Lease = Callable[[Sequence[Rule], Sequence[int]], Awaitable[Sequence[Granted]]]


@dataclass(slots=True)
class _Held:
    permits: int
    until: float
    leased: int


class Rates:
    """One process's permits."""

    def __init__(self, lease: Lease, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease = lease
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._asking = asyncio.Lock()
        self._wanted: dict[str, Rule] = {}

    async def admit(self, *rules: Rule) -> float:
        """Take one permit of each rule and return 0, or take none and say how long to wait."""
        for _ in range(TRIES):
            at = self._clock()
            wanting = [rule for rule in rules if self._permits(rule, at) is None]
            if not wanting:
                return self._take(rules, at)
            self._wanted.update((rule.key, rule) for rule in wanting)
            # One question at a time: whoever asks next asks for all who came in the meantime.
            async with self._asking:
                at = self._clock()
                asked = [rule for rule in self._wanted.values() if self._permits(rule, at) is None]
                self._wanted.clear()
                if asked:
                    await self._fetch(asked, at)
        return CROWDED_SECONDS

    def _permits(self, rule: Rule, at: float) -> int | None:
        """Return what is left of a rule; None if the store has to be asked."""
        held = self._held.get(rule.key)
        if held is None or held.until <= at:
            return None
        # An empty lease that the store could not fill stays empty until its time is over.
        return held.permits if held.permits != 0 else None

    def _take(self, rules: Sequence[Rule], at: float) -> float:
        held = [self._held[rule.key] for rule in rules]
        shut = [each.until - at for each in held if each.permits < 0]
        if shut:
            return max(shut)
        for each in held:
            each.permits -= 1
        return 0.0

    async def _fetch(self, rules: Sequence[Rule], at: float) -> None:
        asks = [self._worth_asking(rule, at) for rule in rules]
        granted = await self._lease(rules, asks)
        if len(self._held) > REMEMBERED:
            self._forget(at)
        for rule, given in zip(rules, granted, strict=True):
            # Measured from before the question: never longer than the store means.
            until = at + given.seconds_left
            held = self._held.get(rule.key)
            leased = held.leased if held is not None and held.until > at else 0
            self._held[rule.key] = _Held(given.permits or -1, until, leased + given.permits)

    def _worth_asking(self, rule: Rule, at: float) -> int:
        held = self._held.get(rule.key)
        leased = held.leased if held is not None and held.until > at else 0
        return min(max(1, leased), -(-rule.most // SHARE))

    def _forget(self, at: float) -> None:
        self._held = {key: held for key, held in self._held.items() if held.until > at}
        if len(self._held) > REMEMBERED:
            # More senders at once than fit. Leases are wasted, and no limit is passed.
            self._held.clear()
