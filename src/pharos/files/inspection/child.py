"""The child: bounds itself, looks at one file, and says in one line of JSON what it found."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pharos.files.inspection.documents import pdf, text
from pharos.files.inspection.images import redrawn
from pharos.files.inspection.kinds import HEAD, kind_of
from pharos.files.inspection.verdict import ORIGINAL, Refused, Verdict
from pharos.files.inspection.videos import film, webm

MEMORY: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 30
LARGEST_FILE: Final = 2 * 1024 * 1024 * 1024
DESCRIPTORS: Final = 64

KINDS: Final[dict[str, Callable[[Path], Verdict]]] = {
    "image": redrawn,
    "video": film,
    "webm": webm,
    "pdf": pdf,
    "text": text,
}


def main(folder: Path) -> Verdict:
    """Return the verdict on the file in this folder."""
    with (folder / ORIGINAL).open("rb") as file:
        kind = kind_of(file.read(HEAD))
    look = KINDS.get(kind)
    if look is None:
        return Verdict(why=kind)
    try:
        return look(folder)
    except Refused as refused:
        return Verdict(why=refused.why)
    except MemoryError:
        return Verdict(why="too_heavy")


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
