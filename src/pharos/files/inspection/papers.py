"""PDF: opened as a reader would, drawn as pictures, and its words read."""

from __future__ import annotations

import ctypes
import re
import shutil
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from pharos.files.inspection.images import thumbnail
from pharos.files.inspection.verdict import (
    MOST_PAGES,
    ORIGINAL,
    SAFE,
    TEXT,
    THUMBNAIL,
    Refused,
    Verdict,
    page_name,
)

TAIL: Final = 2048
ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b|/JS[\s(<]")
STREAM: Final = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
PACKED: Final = re.compile(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n(.*?)endstream", re.DOTALL)
ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# Objects unpacked, all together: those of 100,000 pages come to some 30 MB.
MOST_PACKED: Final = 64_000_000
# The longest side of a page's picture, in pixels: a page of A4 at 145 points an inch.
LONGEST_SIDE: Final = 1700
# No more is drawn after so long; the first page is, whatever it takes, within the child's bounds.
DRAWING_SECONDS: Final = 12
# Whose words are looked at for secrets.
MOST_READ: Final = 500
MOST_CHARACTERS: Final = 5_000_000


def pdf(folder: Path) -> Verdict:
    """Draw the first pages. What has a program or another file in it, or a lock, is refused."""
    original = folder / ORIGINAL
    content = original.read_bytes()
    if b"%%EOF" not in content[-TAIL:]:
        raise Refused("damaged")
    if ACTIVE.search(content) or any(ACTIVE.search(part) for part in _structure(content)):
        raise Refused("active")
    document = _opened(original)
    _refuse_active(document)
    count = len(document)
    (folder / TEXT).write_text(_words(document), encoding="utf-8")
    first, drawn = _drawn(document, folder)
    shutil.copyfile(original, folder / SAFE)
    return Verdict(
        type="application/pdf",
        width=first[0],
        height=first[1],
        has_thumbnail=True,
        pages=drawn,
        note="more_pages" if count > drawn else "",
    )


def _structure(content: bytes) -> Iterator[bytes]:
    """What a PDF is made of, where it is written another way: escaped names, packed objects."""
    yield _plain_names(STREAM.sub(b"", content))
    left = MOST_PACKED
    for found in PACKED.finditer(content):
        unpacked = zlib.decompressobj()
        try:
            part = unpacked.decompress(found[1], left)
        except zlib.error:
            continue
        left -= len(part)
        if left <= 0 or unpacked.unconsumed_tail:
            raise Refused("too_heavy")
        yield _plain_names(part)


def _plain_names(part: bytes) -> bytes:
    """`/J#61vaScript` is `/JavaScript`."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise Refused("locked" if code == raw.FPDF_ERR_PASSWORD else "damaged") from error
    if len(document) < 1:
        raise Refused("damaged")
    return document


def _refuse_active(document: pypdfium2.PdfDocument) -> None:
    """What stands in packed objects is seen by whoever opens them."""
    scripts = raw.FPDFDoc_GetJavaScriptActionCount(document)
    files = raw.FPDFDoc_GetAttachmentCount(document)
    is_form_of_its_own = document.get_formtype() in (
        raw.FORMTYPE_XFA_FULL,
        raw.FORMTYPE_XFA_FOREGROUND,
    )
    if scripts > 0 or files > 0 or is_form_of_its_own:
        raise Refused("active")


def _words(document: pypdfium2.PdfDocument) -> str:
    """What is written as text. Broken pages have no words."""
    found: list[str] = []
    left = MOST_CHARACTERS
    for place in range(min(len(document), MOST_READ)):
        try:
            text = document[place].get_textpage().get_text_range()
        except pypdfium2.PdfiumError:
            continue
        found.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return "\n\n".join(found).encode("utf-8", "ignore").decode()


def _drawn(document: pypdfium2.PdfDocument, folder: Path) -> tuple[tuple[int, int], int]:
    """Draw the first pages and return the size of the first, and how many there are."""
    began, first, drawn = time.monotonic(), (0, 0), 0
    for place in range(min(len(document), MOST_PAGES)):
        if drawn and time.monotonic() - began > DRAWING_SECONDS:
            break
        picture = _picture(document, place)
        picture.save(folder / page_name(drawn + 1), "WEBP", quality=80, method=0)
        if not drawn:
            first = picture.size
            thumbnail(picture).save(folder / THUMBNAIL, "WEBP", quality=80, method=0)
        drawn += 1
    return first, drawn


def _picture(document: pypdfium2.PdfDocument, place: int) -> Image.Image:
    try:
        page = document[place]
        width, height = page.get_size()
        longest = max(width, height)
        if not (min(width, height) > 0 and longest < float("inf")):
            raise Refused("damaged")
        bitmap = page.render(scale=min(3.0, LONGEST_SIDE / longest), may_draw_forms=True)
        picture: Image.Image = bitmap.to_pil()
        return picture.convert("RGB")
    except (pypdfium2.PdfiumError, ctypes.ArgumentError, ValueError, OSError) as error:
        raise Refused("damaged") from error
