"""Room on the disk, asked before we begin and recognised when it runs out in between."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from pharos.config.machine.errors import MachineError

FULL = (errno.ENOSPC, errno.EDQUOT)
TO_CREATE_MB = 300
TO_START_MB = 64


def require_room(folder: Path, *, megabytes: int) -> None:
    """Refuse to begin what could not be finished: a full disk stops PostgreSQL half way."""
    needed = int(os.environ.get("PHAROS_MIN_FREE_MB", megabytes))
    free = shutil.disk_usage(_existing(folder)).free // 1_000_000
    if free < needed:
        raise MachineError(
            "disk_full",
            f"The disk under {folder} has {free} MB free and Pharos needs {needed} MB there. "
            "Make room, or set PHAROS_HOME to a folder on another disk.",
        )


def is_full(output: str) -> bool:
    """Tell whether a program's last words were about a full disk."""
    return "No space left on device" in output or "Disk quota exceeded" in output


def full(folder: Path) -> MachineError:
    """Return the error for a disk that filled up while PostgreSQL was writing."""
    return MachineError(
        "disk_full",
        f"The disk under {folder} is full, so Pharos cannot go on. Nothing that was "
        "acknowledged is lost: make room and start again.",
    )


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
