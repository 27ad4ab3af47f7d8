"""A program that runs under a supervisor, in a process group of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from pharos.config.machine.lifeline import die_with_parent

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
# A child that lived this long was well, and its next end is a new story.
WELL_AFTER_SECONDS = 30.0

Start = Callable[[], "subprocess.Popen[bytes]"]


@dataclass(slots=True)
class Child:
    """One program that should run, and when it may be started again."""

    name: str
    start: Start
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 5.0
    stops_last: bool = False
    last_words: Callable[[], str] = str
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause: float = FIRST_PAUSE

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the signal that this program takes as the wish to stop."""
        assert self.process is not None
        self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End the program and all that is left of what it started."""
        if self.process is not None:
            end_group(self.process.pid)
            self.process.wait()

    def bury(self) -> str:
        """Forget a process that ended, with everything it had started; returns how it ended."""
        assert self.process is not None
        process, self.process = self.process, None
        end_group(process.pid)
        if time.monotonic() - self.started_at > WELL_AFTER_SECONDS:
            self.pause = FIRST_PAUSE
        self.hold_back()
        status = process.returncode
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return f"{how}: {words}" if (words := self.last_words()) else how

    def hold_back(self) -> None:
        """Wait before the next start, each time twice as long."""
        self.due_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


def program(
    command: Sequence[str], env: Mapping[str, str], *, stdout: int | IO[bytes] = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """Start a program that cannot outlive us; what it says comes through its one pipe."""
    return subprocess.Popen(
        command,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout == subprocess.PIPE else subprocess.PIPE,
        process_group=0,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 -- a supervisor has no threads
    )


def end_group(leader: int) -> None:
    """Kill what is left of a process group of ours."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
