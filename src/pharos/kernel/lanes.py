"""Lanes: work that goes on beside other work, so that what is slow delays only its own."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Hashable
from threading import Lock, Thread
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connections

log = logging.getLogger(__name__)

Key = TypeVar("Key", bound=Hashable)


class Lanes(Generic[Key]):
    """The lanes of one process: for each key a few threads, and so many in all.

    `work` does what there is to do for a key and returns when there is no more. Each thread has a
    connection to the database of its own, so `in_all` bounds those too. What fails is logged, and
    whoever opens the lane again tries again.
    """

    def __init__(self, work: Callable[[Key], None], *, in_all: int) -> None:
        self._work = work
        self._in_all = in_all
        self._lock = Lock()
        self._at_work: Counter[Key] = Counter()

    def open(self, key: Key, most: int = 1) -> bool:
        """Begin one more thread for `key`, unless `most` are at work there or there are too many.

        Returns whether one began.
        """
        with self._lock:
            if self._at_work[key] >= most or self._at_work.total() >= self._in_all:
                return False
            self._at_work[key] += 1
        Thread(target=self._run, args=[key], name=f"lane {key}", daemon=True).start()
        return True

    def at_work(self) -> int:
        """How many threads are at work."""
        return self._at_work.total()

    def _run(self, key: Key) -> None:
        try:
            self._work(key)
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is away: %s", str(error).splitlines()[0])
        except Exception:
            log.exception("the lane %s stopped and will be opened again", key)
        finally:
            connections.close_all()
            with self._lock:
                self._at_work[key] -= 1
                self._at_work += Counter()
