"""How long a post is as X counts: an address is 23, and wide characters are two."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_POST: Final = 280
ADDRESS: Final = re.compile(r"https?://\S+")
ADDRESS_LENGTH: Final = 23
# Latin, Cyrillic, Arabic and such count once, and so do a few marks; all others twice.
SINGLE: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def weight_of(text: str) -> int:
    """Return the length of a post in X's weighted characters."""
    text = unicodedata.normalize("NFC", text)
    rest, addresses = ADDRESS.subn("", text)
    return addresses * ADDRESS_LENGTH + sum(_weight(ord(character)) for character in rest)


def _weight(code: int) -> int:
    return 1 if any(first <= code <= last for first, last in SINGLE) else 2
