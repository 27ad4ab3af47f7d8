"""The desk's worker rests while a test does a worker's part itself."""

from __future__ import annotations

import os
import signal
import time

import psycopg

from pharos.testing.postgres import TestDatabase

NAME = "the desk's worker in tests"
# Whoever only reads holds nobody up: a transaction has a number once it writes or locks a row.
BUSY = """
SELECT count(*) FROM pg_stat_activity a
WHERE application_name = %s AND (a.state = 'active' OR a.backend_xid IS NOT NULL
    OR EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory'))
"""
# What other tests left for it: what has come in, what is not yet found by its words, and what is to
# be said to customers.
LEFT = """
SELECT (SELECT count(*) FROM reception_followup) + (SELECT count(*) FROM cases_unindexed)
    + (SELECT count(*) FROM cases_delivery WHERE state IN ('queued', 'sending') AND due_at <= now())
"""
IN_FLIGHT_SECONDS = 0.01
# What has not become less for so long is what a test left broken on purpose.
NO_MORE_SECONDS = 1.0


class RestingWorker:
    """A worker process that can be held still, never in the middle of one that writes or locks."""

    def __init__(self, pid: int, database: TestDatabase) -> None:
        self._pid = pid
        self._database = database
        self._rests = False

    def rest(self) -> None:
        """Hold it still, so that it takes nothing and locks nothing."""
        if self._rests:
            return
        with psycopg.connect(self._database.admin_url, autocommit=True) as connection:
            while True:
                os.kill(self._pid, signal.SIGSTOP)
                time.sleep(IN_FLIGHT_SECONDS)
                busy = connection.execute(BUSY, [NAME]).fetchone()
                if busy is not None and not busy[0]:
                    break
                os.kill(self._pid, signal.SIGCONT)
                time.sleep(IN_FLIGHT_SECONDS)
        self._rests = True

    def work(self) -> None:
        """Let it go on; after a rest, come back when it has done what was left meanwhile."""
        if self._rests:
            os.kill(self._pid, signal.SIGCONT)
            self._catch_up()
        self._rests = False

    def _catch_up(self) -> None:
        with psycopg.connect(self._database.admin_url, autocommit=True) as connection:
            least, until = None, time.monotonic() + NO_MORE_SECONDS
            while time.monotonic() < until:
                (left,) = connection.execute(LEFT).fetchone() or (0,)
                if not left:
                    break
                if least is None or left < least:
                    least, until = left, time.monotonic() + NO_MORE_SECONDS
                time.sleep(IN_FLIGHT_SECONDS)


_at_work: list[RestingWorker] = []


def engage(worker: RestingWorker) -> None:
    """Say that there is a worker now."""
    _at_work.append(worker)


def dismiss(worker: RestingWorker) -> None:
    """Say that it goes home, which it cannot do while it is held still."""
    worker.work()
    _at_work.remove(worker)


def let_work(*, needed: bool) -> None:
    """Let the workers that there are work, or rest."""
    for worker in _at_work:
        if needed:
            worker.work()
        else:
            worker.rest()
