"""The worker's rounds: kinds of work, how often each is due, and how it went."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from time import monotonic

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from pharos import __version__
from pharos.health.actions.beat import Process, Went, beat, leave
from pharos.health.models import Beat
from pharos.kernel import metrics
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
# How long a round beside the rest waits after a failure, at the least.
PAUSE_SECONDS = 1.0
# A connection that is wanted again so soon is kept.
KEPT_SECONDS = 5.0


class Round:
    """One kind of work and how often it is due. Named after the function that does it.

    Work that takes at most `batch` at a time, and tells that it took as many, is due again at once.
    """

    def __init__(
        self, work: Callable[[Actor], object], every_seconds: float, *, batch: int | None = None
    ) -> None:
        self.work = work
        self.every_seconds = every_seconds
        self.batch = batch
        self.has_more = False
        self.name = name_of(work)
        self.due = 0.0
        self.seconds = 0.0
        self.runs = 0
        self.failures = 0
        self.failed = ""

    def run_if_due(self, actor: Actor) -> None:
        """Do the work if it is due. What goes wrong is counted and raised."""
        if monotonic() < self.due:
            return
        began = monotonic()
        self.has_more = False
        try:
            done = self.work(actor)
        except Exception as error:
            self._count(began, type(error).__name__)
            raise
        self._count(began, "")
        self.has_more = self.batch is not None and done == self.batch
        self.due = 0.0 if self.has_more else monotonic() + self.every_seconds

    def went(self) -> Went | None:
        """Hand over how it went since the last time, if it ran."""
        if not self.runs:
            return None
        told = Went(
            name=self.name,
            every_seconds=self.every_seconds,
            seconds=self.seconds,
            runs=self.runs,
            failures=self.failures,
            failed=self.failed,
        )
        self.runs = self.failures = 0
        return told

    def _count(self, began: float, failed: str) -> None:
        self.seconds = monotonic() - began
        self.runs += 1
        self.failures += bool(failed)
        self.failed = failed
        metrics.ROUND_SECONDS.labels(self.name).observe(self.seconds)
        if failed:
            metrics.ROUND_FAILURES.labels(self.name).inc()


class Aside(Round):
    """Work that may take long, beside the rest and never twice at once in one process.

    Its thread stays, and so does its connection where it is due again within `KEPT_SECONDS`.
    """

    def __init__(
        self,
        work: Callable[[Actor], object],
        every_seconds: float,
        *,
        first_after_seconds: float = 0,
    ) -> None:
        super().__init__(work, every_seconds)
        self.due = monotonic() + first_after_seconds
        self._turns: SimpleQueue[Actor] = SimpleQueue()
        self._thread: Thread | None = None
        self._at_work = False

    def run_if_due(self, actor: Actor) -> None:
        if monotonic() < self.due or self._at_work:
            return
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._take_turns, name=self.name, daemon=True)
            self._thread.start()
        self._at_work = True
        self._turns.put(actor)

    def _take_turns(self) -> None:
        while True:
            actor = self._turns.get()
            try:
                self._run(actor)
            finally:
                self._at_work = False

    def _run(self, actor: Actor) -> None:
        try:
            close_old_connections()
            super().run_if_due(actor)
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is away: %s", str(error).splitlines()[0])
            self._pause()
        except Exception:
            log.exception("the round %r failed and will be tried again", self.name)
            self._pause()
        if self.every_seconds > KEPT_SECONDS:
            connections.close_all()

    def _pause(self) -> None:
        connections.close_all()
        self.due = monotonic() + max(self.every_seconds, PAUSE_SECONDS)


class Heartbeat:
    """Says every few seconds that this worker works, and how its rounds went."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds
        self._process = Process(
            name=process_name(Beat.Kind.WORKER), kind=Beat.Kind.WORKER, version=__version__
        )
        self._due = 0.0

    def beat_if_due(self) -> None:
        if monotonic() < self._due:
            return
        went = [told for round_ in self._rounds if (told := round_.went())]
        beat(actor=Actor.system(), process=self._process, rounds=went)
        self._due = monotonic() + BEAT_SECONDS

    def leave(self) -> None:
        """Say that it ends on purpose, if the database is there to be told."""
        try:
            close_old_connections()
            leave(actor=Actor.system(), name=self._process.name)
        except (OperationalError, InterfaceError):
            log.info("the database is away; nobody is told that this worker ends")


def name_of(work: Callable[[Actor], object]) -> str:
    """Name a kind of work by its function; a lambda by the first function that it calls."""
    name = getattr(work, "__name__", type(work).__name__)
    code = getattr(work, "__code__", None)
    return code.co_names[0] if name == "<lambda>" and code and code.co_names else name


def process_name(kind: str) -> str:
    """Return a name that no other process has, now or later."""
    return f"{kind}@{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"
