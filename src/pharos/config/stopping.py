"""The wish to stop, as a signal brings it."""

from __future__ import annotations

import signal
from queue import Empty, SimpleQueue


class Stopping:
    """Rests between two pieces of work, and not a moment longer once a signal asks to stop.

    A handler runs in the main thread, wherever that is. `threading.Event` takes a lock to set and
    to wait, so a signal that comes while the main thread has it would wait for itself for ever. A
    `SimpleQueue` may be put to from a handler.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[int] = SimpleQueue()

    def listen(self) -> None:
        """Take SIGTERM and SIGINT as the wish to stop. Only in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _frame: self._asked.put(number))

    def rest(self, seconds: float) -> bool:
        """Rest for so long at most, and tell whether to stop."""
        try:
            self._asked.get(timeout=seconds)
        except Empty:
            return False
        return True
