"""Text as it was typed: `format=flowed` (RFC 3676), ends of lines, and letters that nobody sees."""

from __future__ import annotations

import re
from typing import Final

# Controls other than tab and line feed; halves of letters.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_MARK: Final = re.compile(r"(>*) ?")


def tidy(text: str) -> str:
    """Line feeds for all ends of lines, no controls, no blanks around the whole."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return _CONTROLS.sub("", lines).strip("\n").rstrip()


def unflowed(text: str, *, deletes_space: bool) -> str:
    """Join the lines that the sender's program had cut. A signature's `-- ` is never joined."""
    paragraphs: list[tuple[int, list[str]]] = []
    is_open = False
    for line in text.replace("\r\n", "\n").split("\n"):
        match = _MARK.match(line)
        quotes = len(match[1]) if match else 0
        words = line[match.end() :] if quotes and match else line.removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        kept = words[:-1] if flows and deletes_space else words
        if is_open and paragraphs[-1][0] == quotes and words != "-- ":
            paragraphs[-1][1].append(kept)
        else:
            paragraphs.append((quotes, [kept]))
        is_open = flows
    return "\n".join(
        f"{'>' * quotes}{' ' if quotes else ''}{''.join(words)}".rstrip(" ")
        if "".join(words) != "-- "
        else "-- "
        for quotes, words in paragraphs
    )
