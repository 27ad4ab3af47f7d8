"""Parts of a file, as video players ask for them (RFC 9110, section 14)."""

from __future__ import annotations

import re
from typing import Final

ONE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class NotSatisfiable(Exception):
    """The file has no such part (416)."""


def span_of(asked: str, size: int) -> tuple[int, int] | None:
    """Return first and last byte of the one range asked for, or None for all of the file.

    Several ranges at once, and what is no range, mean all of it.
    """
    found = ONE.fullmatch(asked.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
    if first > last or first >= size:
        raise NotSatisfiable
    return first, last
