"""How long we wait before the next try, and when we stop. Each span with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
# After so long without success an event is given up and shown to a person.
GIVEN_UP: Final = timedelta(hours=72)
# So many failures in a row, of whichever events, say that the outlet itself is down.
MANY_FAILURES: Final = 10
FIRST_REST: Final = timedelta(seconds=30)
LONGEST_REST: Final = timedelta(minutes=30)
# Beyond this nothing doubles any more.
MOST_DOUBLINGS: Final = 12


def pause_after(tries: int) -> timedelta:
    """Return how long an event waits after its n-th try: 5 s, twice as long each time, to 1 h."""
    doublings = min(max(0, tries - 1), MOST_DOUBLINGS)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def rest_after(failures: int) -> timedelta | None:
    """Return how long an outlet is left alone after so many failures in a row, None if it is not.

    30 s at first, twice as long after each further failure, to 30 min.
    """
    if failures < MANY_FAILURES:
        return None
    doublings = min(failures - MANY_FAILURES, MOST_DOUBLINGS)
    return min(FIRST_REST * (1 << doublings), LONGEST_REST)
