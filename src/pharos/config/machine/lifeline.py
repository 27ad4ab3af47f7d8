"""Children that never outlive their parent, even when it is killed without a chance to act."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import partial

PR_SET_PDEATHSIG = 1

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(how: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return what a new process must do before it becomes another program.

    Linux then sends it `how` when the thread that made it ends; other systems have no such
    thing, and there a parent that is killed leaves its children to the next start. To be passed
    as `preexec_fn` by a process without threads, from its main thread.
    """
    return partial(_bind, os.getpid(), how)


def bind_forks(how: signal.Signals = signal.SIGKILL) -> None:
    """Make every process forked from here on die with the one that forked it.

    For servers that fork their own workers: killed outright, they would leave workers behind
    that keep the port.
    """
    forking: list[int] = []
    os.register_at_fork(
        before=lambda: forking.append(os.getpid()),
        after_in_parent=forking.clear,
        after_in_child=lambda: _bind(forking.pop(), how),
    )


def _bind(parent: int, how: signal.Signals) -> None:
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
    if os.getppid() != parent:  # it died before we had asked
        os.kill(os.getpid(), signal.SIGKILL)
