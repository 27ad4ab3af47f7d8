"""Plain text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pharos.files.inspection.kinds import MARKUP
from pharos.files.inspection.verdict import ORIGINAL, SAFE, TEXT, Refused, Verdict

LARGEST_TEXT: Final = 10_000_000
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


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
    for what in (SAFE, TEXT):
        (folder / what).write_bytes(written.encode())
    return Verdict(type="text/plain")


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("text_encoding") from error
