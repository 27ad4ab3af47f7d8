from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from time import monotonic


class Throttle:
    """What may happen once in so many seconds for each key. Remembers so many keys, no more."""

    def __init__(self, seconds: float, *, most: int = 10_000) -> None:
        self.seconds = seconds
        self.most = most
        self._happened: OrderedDict[Hashable, float] = OrderedDict()

    def is_due(self, key: Hashable) -> bool:
        return monotonic() >= self._happened.get(key, -self.seconds) + self.seconds

    def happened(self, key: Hashable) -> None:
        """Remember that it happened just now."""
        self._happened.pop(key, None)
        self._happened[key] = monotonic()
        while len(self._happened) > self.most:
            self._happened.popitem(last=False)
