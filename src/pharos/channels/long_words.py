"""What is longer than one message may be: its beginning is shown, all of it is kept beside it."""

from __future__ import annotations

from typing import Final

from pharos.cases.arriving import ArrivingFile
from pharos.cases.words import LONGEST
from pharos.safety.screening import screen

CUT: Final = "\n[…]"


def shown_of(text: str) -> str:
    """Return as much of a text as one message holds."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def whole_of(text: str, name: str = "message.txt", *, longest: int = LONGEST) -> list[ArrivingFile]:
    """Return the whole of a text that is too long as a file, without secrets; none if it fits."""
    if len(text) <= longest:
        return []
    whole = screen(text).text.encode("utf-8", "replace")
    return [ArrivingFile(content=whole, name=name, content_type="text/plain")]
