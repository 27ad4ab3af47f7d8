"""A limit on how often one source may knock, kept in the memory of one process.

It only has to keep a flood from reaching the database, so processes need not agree. Counting
wrong passwords is another matter: see `sign_in/cache.py`.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Busy

REMEMBERED = 20_000


class TooMany(Busy):
    code = "too_many"


class Throttle:
    """Lets each key through `burst` times at once, and `per_minute` times a minute after that."""

    def __init__(
        self, *, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._interval = 60 / per_minute
        self._patience = self._interval * (burst - 1)
        self._clock = clock
        # For each key, when it would be back to nothing used (the generic cell rate algorithm).
        self._due: OrderedDict[str, float] = OrderedDict()

    def let(self, key: str) -> None:
        """Count one try, or raise TooMany, which counts nothing."""
        instant = self._clock()
        due = max(self._due.get(key, instant), instant)
        if due - instant > self._patience:
            raise TooMany(_("Too many tries. Please wait a moment."))
        self._due[key] = due + self._interval
        self._due.move_to_end(key)
        if len(self._due) > REMEMBERED:
            self._due.popitem(last=False)
