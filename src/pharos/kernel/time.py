"""The one clock of the product. All code asks `now()`, so a drill or a test can run it faster.

`PHAROS_CLOCK_RATE` (1 to 100,000; 1 is real time) makes a whole process live faster, counted from
`PHAROS_CLOCK_FROM` (ISO 8601), so that all processes of one drill agree on the time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

FASTEST = 100_000
_override: list[datetime] = []


def _ahead() -> tuple[datetime | None, float]:
    rate = float(os.environ.get("PHAROS_CLOCK_RATE", "1"))
    start = os.environ.get("PHAROS_CLOCK_FROM")
    assert 1 <= rate <= FASTEST, "PHAROS_CLOCK_RATE is out of range"
    return (datetime.fromisoformat(start) if start else None), rate


_from, _rate = _ahead()


def now() -> datetime:
    """Return the present instant, aware and in UTC, with microseconds."""
    if _override:
        return _override[-1]
    real = datetime.now(UTC)
    if _from is None:
        return real
    return _from + (real - _from) * _rate


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Hold this process's clock at `instant` (aware) while the block runs. For tests."""
    assert instant.tzinfo is not None, "instants are aware"
    _override.append(instant)
    try:
        yield
    finally:
        _override.pop()
