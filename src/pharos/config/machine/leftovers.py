"""Server processes that live in a data folder, whoever started them.

A PostgreSQL process changes into its data folder and stays there, so its working folder is the
proof of whose it is. A process id alone proves nothing: after a kill it may belong to somebody
else, and we end only what is ours.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import psutil

from pharos.config.machine.errors import MachineError

# What PostgreSQL writes into its pid file, by line.
PORT_LINE, STATUS_LINE = 3, 7
GONE = (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied)


def lives_in(pid: int, data: Path) -> bool:
    """Tell whether this process is a live PostgreSQL of this data folder; a zombie is not."""
    return _living(pid, data) is not None


def living_in(data: Path) -> list[psutil.Process]:
    """Find every live process of this data folder. Any of them may be gone a moment later."""
    return [found for pid in psutil.pids() if (found := _living(pid, data))]


def _living(pid: int, data: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        is_live = process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == data
    except GONE:
        return None
    return process if is_live else None


def postmaster_pid(data: Path) -> int | None:
    """Return the id of the server that runs on this data folder, if one does."""
    lines = _pid_file(data)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if lives_in(pid, data) else None


def is_ready(data: Path) -> bool:
    """Tell whether the server says of itself that it takes connections."""
    lines = _pid_file(data)
    return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"


def port(data: Path) -> int | None:
    """Return the TCP port of the server that runs on this data folder, if one does."""
    lines = _pid_file(data) if postmaster_pid(data) else []
    return int(lines[PORT_LINE]) if len(lines) > PORT_LINE else None


def kill(data: Path) -> None:
    """End every process of this data folder at once, as a power cut would."""
    if postmaster := postmaster_pid(data):
        _kill(psutil.Process(postmaster))
    for process in living_in(data):
        _kill(process)
    wait_until_gone(data, seconds=5)


def wait_until_gone(data: Path, *, seconds: float) -> None:
    """Wait for the children of a dead server: while one lives, no new server may start.

    They notice the death by themselves. One that does not is ended, since the alternative is
    a server that never comes back.
    """
    deadline = time.monotonic() + seconds
    while remaining := living_in(data):
        if time.monotonic() > deadline + seconds:
            raise MachineError(
                "leftover_processes",
                f"Processes {[process.pid for process in remaining]} of an earlier PostgreSQL "
                f"in {data} cannot be ended. End them by hand and start again.",
            )
        if time.monotonic() > deadline:
            for process in remaining:
                _kill(process)
        time.sleep(0.02)


def clear(data: Path, sockets: Path) -> None:
    """Remove what a killed server left behind, once none of its processes lives.

    PostgreSQL itself would refuse to start where the number in the old file has been given to
    another process of the same account in the meantime.
    """
    wait_until_gone(data, seconds=2)
    (data / "postmaster.pid").unlink(missing_ok=True)
    for path in sockets.glob(".s.PGSQL.*"):
        path.unlink(missing_ok=True)


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _kill(process: psutil.Process) -> None:
    with contextlib.suppress(*GONE):
        process.kill()
