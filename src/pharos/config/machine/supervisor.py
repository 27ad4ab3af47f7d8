"""One process tree: children that are started, watched, started again and stopped in order.

A child that ends by itself is started again, after a pause that grows while it keeps ending.
When the supervisor is told to stop, the children stop, each within its own time, and those that
the others need stop last; one that does not stop is killed with everything it started. When the
supervisor itself is killed, the kernel ends the children.
"""

from __future__ import annotations

import contextlib
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

from pharos.config.machine.child import Child, program
from pharos.config.machine.errors import MachineError
from pharos.config.machine.voices import Voices, tell

TICK_SECONDS = 0.05


class Stopped(Exception):
    """We were asked to stop before everything ran."""


class Supervisor:
    """Keeps its children running until a signal asks it to stop."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.is_stopping = False
        self._voices = Voices()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Take SIGINT, SIGTERM and SIGHUP as the wish to stop; stop everything at the end."""
        wanted = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as `nohup` sets it
            wanted.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._ask_to_stop) for number in wanted}
        try:
            yield
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def add(self, child: Child) -> Child:
        """Start a child and keep it running from now on."""
        self._start(child)
        self.children.append(child)
        return child

    def complete(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> str:
        """Run a program to its end and return what it printed; its messages join the others'."""
        with tempfile.TemporaryFile() as printed:
            child = Child(name, lambda: program(command, env, stdout=printed))
            self._start(child)
            self.children.append(child)
            while child.is_alive:
                self.pause()
            self._voices.pass_on(TICK_SECONDS)
            self.children.remove(child)
            assert child.process is not None
            if child.process.returncode != 0:
                raise MachineError(f"{name}_failed", f"`{name}` failed; its last words are above.")
            printed.seek(0)
            return printed.read().decode()

    def pause(self) -> None:
        """Let a moment pass while something comes up; raises `Stopped` when asked to stop."""
        self._voices.pass_on(TICK_SECONDS)
        if self.is_stopping:
            raise Stopped

    def tend(self) -> None:
        """Look after the children until asked to stop."""
        while not self.is_stopping:
            self.tend_once()

    def tend_once(self) -> None:
        """Pass on what they say for a moment, then start again whoever has ended."""
        self._voices.pass_on(TICK_SECONDS)
        for child in self.children:
            self._revive(child)

    def _start(self, child: Child) -> None:
        child.process = child.start()
        child.started_at = time.monotonic()
        pipe = child.process.stdout or child.process.stderr
        if pipe is not None:
            self._voices.hear(child.name, pipe)

    def _revive(self, child: Child) -> None:
        if child.is_alive or self.is_stopping:
            return
        if child.process is not None:
            tell(f"{child.name} ended ({child.bury()}) and is started again")
        if time.monotonic() < child.due_at:
            return
        try:
            self._start(child)
        except (MachineError, OSError) as error:
            tell(f"{child.name} cannot be started: {error}")
            child.hold_back()

    def _stop(self) -> None:
        """End everybody at the same time, but first those who still need the others."""
        self.is_stopping = True
        for last in (False, True):
            self._end([child for child in self.children if child.stops_last is last])
        self.children.clear()
        self._voices.close()

    def _end(self, children: Sequence[Child]) -> None:
        asked_at = time.monotonic()
        living = [child for child in children if child.is_alive]
        for child in living:
            child.ask_to_stop()
        while living := [child for child in living if child.is_alive]:
            self._voices.pass_on(TICK_SECONDS)
            for child in living:
                if time.monotonic() > asked_at + child.stop_seconds:
                    tell(f"{child.name} did not stop in {child.stop_seconds:.0f} s and is killed")
                    child.kill()
        for child in children:
            child.kill()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True
