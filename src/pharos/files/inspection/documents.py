"""PDF and plain text."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from pharos.files.inspection.kinds import MARKUP
from pharos.files.inspection.verdict import ORIGINAL, SAFE, Refused, Verdict

TAIL: Final = 2048
LARGEST_TEXT: Final = 10_000_000
ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b|/JS[\s(<]")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def pdf(folder: Path) -> Verdict:
    """Check that it is whole and, as far as can be seen from outside, has no program in it."""
    original = folder / ORIGINAL
    content = original.read_bytes()
    if b"%%EOF" not in content[-TAIL:]:
        raise Refused("damaged")
    if ACTIVE.search(content):
        raise Refused("active")
    shutil.copyfile(original, folder / SAFE)
    return Verdict(type="application/pdf")


def text(folder: Path) -> Verdict:
    """Write the text as UTF-8. What is no text, or is a page in disguise, is refused."""
    original = folder / ORIGINAL
    if original.stat().st_size > LARGEST_TEXT:
        raise Refused("text_too_long")
    written = _decoded(original.read_bytes())
    if CONTROL.search(written):
        raise Refused("type_unknown")
    if MARKUP.search(written):
        raise Refused("markup")
    (folder / SAFE).write_bytes(written.encode())
    return Verdict(type="text/plain")


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("text_encoding") from error
