"""The child: bounds itself, looks at one file, and says in one line of JSON what it found."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Final

from pharos.files.inspection.kinds import HEAD, kind_of
from pharos.files.inspection.reader import PROGRAM
from pharos.files.inspection.verdict import ORIGINAL, Refused, Verdict

MEMORY: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 30
LARGEST_FILE: Final = 2 * 1024 * 1024 * 1024
DESCRIPTORS: Final = 64

HERE: Final = "pharos.files.inspection"
# The module for each kind, and what looks at it there. Only that one is loaded: loading all of them
# takes longer than looking at most files.
KINDS: Final = {
    "image": ("images", "redrawn"),
    "video": ("videos", "film"),
    "webm": ("videos", "webm"),
    "pdf": ("papers", "pdf"),
    "text": ("texts", "text"),
    "zip": ("archives", "archive"),
}


def main(folder: Path) -> Verdict:
    """Return the verdict on the file in this folder."""
    with (folder / ORIGINAL).open("rb") as file:
        kind = kind_of(file.read(HEAD))
    if kind not in KINDS:
        return Verdict(why=kind)
    module, name = KINDS[kind]
    look: Callable[[Path], Verdict] = getattr(import_module(f"{HERE}.{module}"), name)
    try:
        verdict = look(folder)
        return replace(verdict, unread=_unread(folder, verdict))
    except Refused as refused:
        return Verdict(why=refused.why)
    except MemoryError:
        return Verdict(why="too_heavy")


def _unread(folder: Path, verdict: Verdict) -> int:
    """Read its pictures, if there are any and a reader; return how many were not read."""
    if not (verdict.has_thumbnail and PROGRAM in os.environ):
        return 0
    reading = import_module(f"{HERE}.reading")
    return int(reading.read_pictures(folder, verdict))


def bound() -> None:
    """Give up what an honest file never needs."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    bound()
    sys.stdout.write(json.dumps(main(Path(sys.argv[1])).plain()))
