"""The drill's process tree: started, killed, and started again at once.

It stands for a service manager that restarts whatever ends. The database belongs to it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from pharos.bench.drills.diary import Diary
from pharos.config.machine.child import end_group
from pharos.config.machine.lifeline import die_with_parent
from pharos.config.machine.postgres import Postgres

COMMAND, SPOILED = "pharos.config.command", "pharos.bench.drills.process"
POSTGRES, CONNECTION = "postgres", "connection"
# What the server's processes for connections of the application say of themselves.
SERVES_APPLICATION = "pharos_app"
# What ends at once is not started more often than this, as with any service manager.
PAUSE_SECONDS = 0.1


@dataclass
class Member:
    """One program of the tree."""

    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    starts: int = 0


@dataclass
class Tree:
    """Everything that serves, and the database. Call `tend` often: nothing else restarts."""

    home: Path
    server: Postgres
    env: Mapping[str, str]
    members: dict[str, Member]
    spoiled: bool = False
    recoveries: list[float] = field(default_factory=list)
    _database: subprocess.Popen[bytes] | None = None
    _waking_since: float | None = None

    def start(self) -> None:
        """Start everything, the database first, and wait for that."""
        self._diary = Diary(self.home / "tree.jsonl")
        self._start_database()
        while self._waking_since is not None:
            self._look_at_database()
            time.sleep(0.01)
        self.recoveries.clear()
        self.tend()

    def tend(self) -> None:
        """Start again whatever has ended."""
        if self._database is not None and self._database.poll() is not None:
            self._start_database()
        self._look_at_database()
        for name, member in self.members.items():
            rested = time.monotonic() - member.started_at > PAUSE_SECONDS
            if not _lives(member.process) and rested:
                self._start(name, member)

    def kill(self, name: str) -> bool:
        """End one member at once, with all that it started. False if it does not run.

        A `connection` is one process of the database: the server then ends all the others,
        recovers, and was never away as a whole.
        """
        if name == CONNECTION:
            return self._kill_connection()
        if name == POSTGRES:
            if not _lives(self._database):
                return False
            # It may be recovering from the last time: then it begins again.
            self.server.kill()
            return True
        process = self.members[name].process
        if process is None or not _lives(process):
            return False
        end_group(process.pid)
        process.wait()
        return True

    def _kill_connection(self) -> bool:
        if self.server.pid is None or self._waking_since is not None:
            return False
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.server.pid).children():
                if SERVES_APPLICATION in " ".join(child.cmdline()):
                    child.kill()
                    return True
        return False

    def kill_everything(self) -> float:
        """End all of them at once, as a power cut would; returns when it was done."""
        for member in self.members.values():
            if member.process is not None:
                end_group(member.process.pid)
        self.server.kill()
        for member in self.members.values():
            if member.process is not None:
                member.process.wait()
        return time.monotonic()

    def note(self, what: str, name: str, moment: float | None = None) -> None:
        """Keep what happened to whom, for whoever reads the logs afterwards."""
        self._diary.write(what, name=name, began=moment)

    def stop(self) -> None:
        for name in self.members:
            self.kill(name)
        self.server.kill()
        if self._database is not None:
            self._database.wait()

    def _start_database(self) -> None:
        self._waking_since = time.monotonic()
        self.note("starts", POSTGRES)
        self._database = self.server.spawn()

    def _look_at_database(self) -> None:
        if self._waking_since is None or not _lives(self._database):
            return
        assert self._database is not None
        if self.server.is_up(self._database):
            self.recoveries.append(time.monotonic() - self._waking_since)
            self._waking_since = None
            self.note("answers", POSTGRES)

    def _start(self, name: str, member: Member) -> None:
        self.note("starts", name)
        module = SPOILED if self.spoiled else COMMAND
        with (self.home / "logs" / f"{name}.log").open("ab") as log:
            member.process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, *member.words],
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                process_group=0,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 -- a drill has no threads
            )
        member.started_at = time.monotonic()
        member.starts += 1


def run_to_end(words: list[str], env: Mapping[str, str], log: Path) -> int:
    """Run one of our programs until it ends, its words into `log`; returns its status."""
    with log.open("ab") as file:
        done = subprocess.run(
            [sys.executable, "-P", "-m", *words],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return done.returncode


def _lives(process: subprocess.Popen[bytes] | None) -> bool:
    return process is not None and process.poll() is None
