"""How often the desks are told that the queue has moved.

Each desk that hears it fetches its list again, which costs the server some 15 ms of processor. With
200 desks and a chat a second that would be 200 lists a second, and nobody would get anything: a
drill with 25 a second from each of two processes left two cores no time for what agents did. So
the telling is rationed for all desks of a process together, and goes round: few desks hear at
once, many hear in turn, each of them always of the latest. What moves in the open case is not
rationed: it concerns few.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Listener = TypeVar("Listener")

TICK_SECONDS = 0.05


class Pace(Generic[Listener]):
    """Tells listeners in the order in which they came to be owed; who is owed twice hears once.

    At most `at_once` together and `a_second` in each second after; what is not used is saved up to
    `at_once` again, so a small team hears of everything at once as long as not all of it comes
    together.
    """

    def __init__(
        self,
        tell: Callable[[Listener], object],
        *,
        a_second: float,
        at_once: float | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        assert a_second >= 1, "a pace of less than one a second tells nobody"
        self._tell = tell
        self._rate = a_second
        self._most = max(at_once or a_second, 1)
        self._clock = clock
        self._allowed = self._most
        self._since = clock()
        self._owed: dict[Listener, None] = {}

    def owe(self, listener: Listener) -> None:
        """Tell this one as soon as it is its turn."""
        self._owed.setdefault(listener, None)

    def forget(self, listener: Listener) -> None:
        self._owed.pop(listener, None)

    def pay(self) -> int:
        """Tell as many as the pace allows by now. Returns how many are still owed."""
        now = self._clock()
        self._allowed = min(self._most, self._allowed + (now - self._since) * self._rate)
        self._since = now
        while self._owed and self._allowed >= 1:
            listener = next(iter(self._owed))
            del self._owed[listener]
            self._allowed -= 1
            self._tell(listener)
        return len(self._owed)

    async def run(self) -> None:
        """Pay for ever."""
        while True:
            self.pay()
            await asyncio.sleep(TICK_SECONDS)
