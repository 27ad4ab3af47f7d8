"""A circuit breaker: whoever does not answer is left alone for a while, and then asked once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Final

from pharos.kernel.time import now

FAILURES: Final = 5
REST: Final = timedelta(seconds=15)


class Breaker:
    """Closed: everything passes. Open: nothing does. Half open: one question finds out.

    Only trouble on the way counts (no connection, no answer in time, nothing readable). An
    exchange that refuses in the contract's words is there.
    """

    def __init__(self, *, failures: int = FAILURES, rest: timedelta = REST) -> None:
        self._limit = failures
        self._rest = rest
        self._failed = 0
        self._opened_at: datetime | None = None
        self._probed_at: datetime | None = None
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """Whether to ask now. Of an open one this is also the claim to be the one who probes."""
        with self._lock:
            if self._opened_at is None:
                return True
            at = now()
            if at < self._opened_at + self._rest:
                return False
            # A probe that never came back is no reason to wait for ever.
            if self._probed_at is not None and at < self._probed_at + self._rest:
                return False
            self._probed_at = at
            return True

    def seconds_left(self) -> float:
        """How long it rests from now on at least."""
        with self._lock:
            since = self._probed_at or self._opened_at
            left = since + self._rest - now() if since else timedelta(0)
            return max(left.total_seconds(), 0.0)

    def went_well(self) -> None:
        with self._lock:
            self._failed, self._opened_at, self._probed_at = 0, None, None

    def failed(self) -> None:
        """Count a failure; open at the limit, and again after a probe that failed."""
        with self._lock:
            self._failed += 1
            if self._opened_at is not None or self._failed >= self._limit:
                self._opened_at, self._probed_at = now(), None

    @property
    def is_open(self) -> bool:
        return self._opened_at is not None
