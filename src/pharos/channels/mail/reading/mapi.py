"""Whether a block of MAPI properties holds what it says, so that reading it comes to an end.

Counts in it are any number up to four thousand million, and its reader believes them.
"""

from __future__ import annotations

import struct
from typing import Final

_WIDTHS: Final = {
    0x0002: 2,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 2,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_OF_ANY_LENGTH: Final = frozenset({0x0000, 0x000D, 0x001E, 0x001F, 0x0102})
_MANY: Final = 0x1000
_NAMED: Final = 0x8000
# What begins so is a whole box within the box.
_BOX: Final = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"


def is_sound(data: bytes) -> bool:
    """Whether all counts and lengths fit into the block, and no other box is in it."""
    try:
        return _BOX not in data and _Steps(data).fit()
    except struct.error:
        return False


class _Steps:
    """A walk over the properties that looks at lengths only."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def fit(self) -> bool:
        return all(self._property() for _ in range(self._count(8))) and self.at <= len(self.data)

    def _number(self, form: str = "<I") -> int:
        number: int = struct.unpack_from(form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return number

    def _count(self, width: int) -> int:
        """A count of things that take so many bytes each, if there are so many bytes."""
        count = self._number()
        if count > (len(self.data) - self.at) // width:
            raise struct.error
        return count

    def _property(self) -> bool:
        kind, name = self._number("<H"), self._number("<H")
        if name >= _NAMED:
            self._name()
        is_many = bool(kind & _MANY)
        kind &= ~_MANY
        if width := _WIDTHS.get(kind):
            count = self._count(width) if is_many else 1
            self.at += count * width
            self.at += 2 if width == 2 and count % 2 else 0  # noqa: PLR2004 - to a multiple of four
            return True
        for _ in range(self._count(4)):
            self._skip()
        return kind in _OF_ANY_LENGTH

    def _name(self) -> None:
        self.at += 16
        if self._number() == 0:
            self.at += 4
        else:
            self._skip()

    def _skip(self) -> None:
        """Go past a value that says how long it is, to a multiple of four."""
        length = self._number()
        self.at += length + -length % 4
