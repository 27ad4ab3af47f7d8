"""Whether words in pictures are read here: by Tesseract, where it is installed and not off."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings

from pharos.files.inspection.reader import LANGUAGES, LAYOUT, PROGRAM

# Data files that are no languages: how a page lies, and formulas.
TURNED: Final = "osd"
NO_LANGUAGES: Final = frozenset({TURNED, "equ", "snum"})
# Each more costs a fifth of the time.
MOST_LANGUAGES: Final = 6
SECONDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    program: str
    languages: tuple[str, ...]
    # Whether it knows how a picture was turned.
    turns: bool

    @property
    def environment(self) -> dict[str, str]:
        """What the child is told of it."""
        layout = "1" if self.turns else "3"
        return {PROGRAM: self.program, LANGUAGES: "+".join(self.languages), LAYOUT: layout}


def reader() -> Reader | None:
    """Return the reader of pictures, or None where pictures are not read."""
    return None if settings.OCR == "off" else _installed(settings.OCR_LANGUAGES)


@lru_cache(maxsize=2)
def _installed(wanted: str) -> Reader | None:
    """Look once for each process: the languages that are wanted and here, English first."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - a program that the operator has installed
            [program, "--list-langs"],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    here = [line.strip() for line in told.stdout.splitlines()[1:]]
    asked = wanted.split("+") if wanted else here
    names = sorted({*asked} & {*here} - NO_LANGUAGES, key=lambda name: (name != "eng", name))
    if not names:
        return None
    return Reader(program=program, languages=tuple(names[:MOST_LANGUAGES]), turns=TURNED in here)
