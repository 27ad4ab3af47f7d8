"""How many mails one sender's server may hand over in a minute."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Final

MOST_PEERS: Final = 10_000
MINUTE: Final = 60.0


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
