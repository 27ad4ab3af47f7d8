"""Reading the words in pictures with Tesseract, if it is there. Runs in the child."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageSequence

from pharos.files.inspection.reader import LANGUAGES, LAYOUT, PROGRAM
from pharos.files.inspection.verdict import SAFE, TEXT, Verdict, page_name

# Letters of a screen are 10 to 14 pixels high and are read well from 20: small pictures are drawn
# twice as large. Photographs are read as well at this size, and four times as quickly.
SMALL, LARGE = 1300, 2600
# All pictures of a file together, and one of them. A screen takes about one second.
SECONDS: Final = 40.0
ONE_SECONDS: Final = 20.0
# Of a picture that moves, so many frames are read, from the first to the last.
MOST_FRAMES: Final = 4
LEAST_SIDE: Final = 16


def read_pictures(folder: Path, verdict: Verdict) -> int:
    """Add what is written in the pictures to the file's words; return how many were not read."""
    program, languages = os.environ[PROGRAM], os.environ[LANGUAGES]
    until, unread = time.monotonic() + SECONDS, 0
    drawn = folder / "reading.png"
    with (folder / TEXT).open("a", encoding="utf-8") as words:
        for picture in _pictures(folder, verdict):
            prepared(picture).save(drawn)
            left = min(ONE_SECONDS, until - time.monotonic())
            text = _read(
                [program, str(drawn), "-", "-l", languages, "--psm", os.environ[LAYOUT]], left
            )
            unread += text is None
            words.write(f"\n\n{text or ''}")
    drawn.unlink(missing_ok=True)
    return unread


def prepared(picture: Image.Image) -> Image.Image:
    """The picture in grey, on white, and of a size at which letters are read."""
    if picture.has_transparency_data:
        plain = picture.convert("RGBA")
        ground = Image.new("RGBA", plain.size, "white")
        picture = Image.alpha_composite(ground, plain)
    grey = picture.convert("L")
    longest = max(grey.size)
    share = 2.0 if longest < SMALL else min(1.0, LARGE / longest)
    width, height = (max(LEAST_SIDE, round(side * share)) for side in grey.size)
    return grey.resize((width, height), Image.Resampling.LANCZOS)


def _pictures(folder: Path, verdict: Verdict) -> Iterator[Image.Image]:
    if verdict.pages:
        for number in range(1, verdict.pages + 1):
            with Image.open(folder / page_name(number)) as page:
                yield page
        return
    with Image.open(folder / SAFE) as image:
        frames = getattr(image, "n_frames", 1)
        wanted = {round(step * (frames - 1) / (MOST_FRAMES - 1)) for step in range(MOST_FRAMES)}
        for place, frame in enumerate(ImageSequence.Iterator(image)):
            if place in wanted:
                yield frame


def _read(command: list[str], seconds: float) -> str | None:
    """Return the words, or None if it took too long or went wrong."""
    if seconds <= 0:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a program that the operator has installed
            command,
            env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
