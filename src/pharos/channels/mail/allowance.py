"""How many connections a sender's server may open, and how many mails hand over in a minute."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from typing import Final

MOST_PEERS: Final = 10_000
MINUTE: Final = 60.0


class Doors:
    """How many connections may be open at a time: `most` in all, and half of them for one peer."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of_one = max(1, most // 2)
        self._inside: Counter[str] = Counter()

    def lets_in(self, peer: str) -> bool:
        """Count one more connection of a peer, unless there are too many."""
        if self._inside[peer] >= self._of_one or self._inside.total() >= self._most:
            return False
        self._inside[peer] += 1
        return True

    def let_out(self, peer: str) -> None:
        """Count one less of a peer that was let in."""
        self._inside[peer] -= 1
        if not self._inside[peer]:
            del self._inside[peer]


class Allowance:
    """Counts by sliding minutes, in this process. Whoever is told to come later loses nothing."""

    def __init__(self, a_minute: int) -> None:
        self._rate = a_minute / MINUTE
        self._most = float(a_minute)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, peer: str) -> bool:
        """Count one mail of a peer, and tell whether it still may."""
        at = time.monotonic()
        left, since = self._left.pop(peer, (self._most, at))
        left = min(self._most, left + (at - since) * self._rate)
        is_allowed = left >= 1
        self._left[peer] = (left - 1 if is_allowed else left, at)
        if len(self._left) > MOST_PEERS:
            self._left.popitem(last=False)
        return is_allowed
