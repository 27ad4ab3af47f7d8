"""Video is not decoded here: its structure is walked, and what tells where it was made is blanked.

ISO media (MP4, QuickTime) is boxes in boxes: four bytes of size, four of type. `udta` and `meta`
hold places, devices and names; as `free` of the same size they are nothing, and nothing moves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pharos.files.inspection.verdict import ORIGINAL, SAFE, Refused, Verdict

HEADER: Final = 8
LONG_HEADER: Final = 16
MOST_BOXES: Final = 10_000
TELLTALE: Final = frozenset({b"udta", b"meta", b"uuid"})
CONTAINERS: Final = frozenset({b"moov", b"trak", b"mdia"})
BLANK: Final = 64 * 1024
WEBM_HEAD: Final = 4096


class Box(NamedTuple):
    kind: bytes
    start: int
    body: int
    end: int


def film(folder: Path) -> Verdict:
    """Check an MP4 or QuickTime film, and write it without what its maker did not mean to tell."""
    original, safe = folder / ORIGINAL, folder / SAFE
    size = original.stat().st_size
    with original.open("rb") as file:
        brand = file.read(12)[8:12]
        top = list(_boxes(file, 0, size))
        inside = list(_walk(file, top))
        if not any(_is_picture(file, box) for box in inside):
            raise Refused("no_video")
    if not {b"moov", b"mdat"} <= {box.kind for box in top}:
        raise Refused("damaged")
    shutil.copyfile(original, safe)
    with safe.open("r+b") as file:
        for box in (*top, *inside):
            if box.kind in TELLTALE:
                _blank(file, box)
    return Verdict(type="video/quicktime" if brand == b"qt  " else "video/mp4")


def webm(folder: Path) -> Verdict:
    """Check that this says it is WebM and has a segment."""
    original = folder / ORIGINAL
    with original.open("rb") as file:
        head = file.read(WEBM_HEAD)
    if b"\x42\x82\x84webm" not in head[:64] or b"\x18\x53\x80\x67" not in head:
        raise Refused("no_video")
    shutil.copyfile(original, folder / SAFE)
    return Verdict(type="video/webm")


def _walk(file: BinaryIO, boxes: list[Box]) -> Iterator[Box]:
    """Yield what is inside the containers that lead to tracks."""
    for box in boxes:
        if box.kind in CONTAINERS:
            inside = list(_boxes(file, box.body, box.end))
            yield from inside
            yield from _walk(file, inside)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    at = start
    for _ in range(MOST_BOXES):
        if at + HEADER > end:
            # QuickTime may close a list with four zeros.
            return
        file.seek(at)
        head = file.read(LONG_HEADER)
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        body = at + HEADER
        if size == 1:
            size, body = int.from_bytes(head[8:16], "big"), at + LONG_HEADER
        elif size == 0:
            size = end - at
        if size < body - at or at + size > end:
            raise Refused("damaged")
        yield Box(kind, at, body, at + size)
        at += size
    raise Refused("damaged")


def _is_picture(file: BinaryIO, box: Box) -> bool:
    """Whether this says of its track that it is video."""
    if box.kind != b"hdlr":
        return False
    file.seek(box.body + 8)
    return file.read(4) == b"vide"


def _blank(file: BinaryIO, box: Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    file.seek(box.body)
    left = box.end - box.body
    while left > 0:
        left -= file.write(bytes(min(left, BLANK)))
