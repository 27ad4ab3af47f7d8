"""Calling the child, which may die of what it is given: that too is an answer."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from pharos.files.inspection.verdict import Verdict
from pharos.files.ocr import reader

log = logging.getLogger(__name__)

# Drawing, packing and reading together, each bounded by itself.
SECONDS: Final = 100
CHILD: Final = "pharos.files.inspection.child"


def inspect(folder: Path) -> Verdict:
    """Look at `folder/original` and write what may be served beside it.

    A child that runs out of memory or time, or dies, means that the file is refused.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a folder that we made
            [sys.executable, "-m", CHILD, str(folder)],
            env=_environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Verdict(why="too_heavy")
    if done.returncode != 0:
        log.warning("an inspection ended with %d", done.returncode)
        return Verdict(why="too_heavy")
    verdict = Verdict(**json.loads(done.stdout))
    if verdict.unread:
        log.warning("%d pictures of a file could not be read in time", verdict.unread)
    return verdict


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no address of a database, no key."""
    return {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        **(found.environment if (found := reader()) else {}),
    }
