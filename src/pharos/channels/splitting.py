"""A long text in parts that a vendor takes, broken where a reader would pause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

# Where to break, the best first. Chinese and Japanese end sentences without a space.
BREAKS: Final = (
    *("\n\n", "\n", ". ", "! ", "? "),
    *("\N{IDEOGRAPHIC FULL STOP}", "\N{FULLWIDTH EXCLAMATION MARK}", "\N{FULLWIDTH QUESTION MARK}"),
    *("; ", ", ", "\N{FULLWIDTH COMMA}", "\N{IDEOGRAPHIC COMMA}", " "),
)


def parts_of(text: str, longest: int, measure: Callable[[str], int] = len) -> list[str]:
    """Return the text in parts that each measure at most `longest`; one if it fits.

    Nothing of it is lost but the white space at the breaks. Without any pause it is broken after
    as many characters as fit.
    """
    assert longest > 0, "a part holds something"
    parts: list[str] = []
    rest = text.strip()
    while measure(rest) > longest:
        end = _fitting(rest, longest, measure)
        cut = _break_before(rest, end)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest or not parts else parts


def _fitting(text: str, longest: int, measure: Callable[[str], int]) -> int:
    """How many characters from the beginning fit."""
    low, high = 1, min(len(text), longest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= longest else (low, middle - 1)
    return low


def _break_before(text: str, end: int) -> int:
    """The best place to break, not in the first half: a part of three words helps nobody."""
    for mark in BREAKS:
        at = text.rfind(mark, end // 2, end)
        if at >= 0 and at + len(mark) <= end:
            return at + len(mark)
    return end


def utf16_length(text: str) -> int:
    """How long a text is for vendors who count as JavaScript does."""
    return len(text.encode("utf-16-le")) // 2
