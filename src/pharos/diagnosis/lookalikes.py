"""Whether a name is made to look like another. It only chooses words: it never makes one ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# What is drawn like a letter of ours: Cyrillic, Greek, Armenian, small capitals, digits.
_DRAWN_AS: Final = {
    "a": "\u0430\u04d3\u1ea1\u03b1@4",
    "b": "\u0432\u044c\u03b28",
    "c": "\u0441\u03f2\u1d04",
    "d": "\u0501",
    "e": "\u0435\u0454\u03b5\u04bd3",
    "g": "\u02619",
    "h": "\u04bb\u043d",
    "i": "\u0456\u03b9\u04cf\u01311|!l",
    "k": "\u043a\u03ba",
    "m": "\u043c",
    "n": "\u0578\u043f\u03b7",
    "o": "\u043e\u03bf\u03c3\u0585\u04e90",
    "p": "\u0440\u03c1",
    "r": "\u0433\u027e",
    "s": "\u04555$",
    "t": "\u0442\u03c47",
    "u": "\u03c5\u0574\u0446",
    "v": "\u0475\u03bd",
    "w": "\u0461\u03c9\u0561",
    "x": "\u0445\u03c7",
    "y": "\u0443\u04af\u03b3",
    "z": "\u1d222",
}
_DRAWN_LIKE: Final = str.maketrans(
    {other: letter for letter, others in _DRAWN_AS.items() for other in others}
)
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# Shorter names are too near to too many words.
_LONG_ENOUGH: Final = 5


def drawn(text: str) -> str:
    """The text as it looks: no accents, no capitals, one letter for all that are drawn alike."""
    spread = unicodedata.normalize("NFKD", _readable(text)).casefold()
    plain = "".join(one for one in spread if unicodedata.category(one) not in ("Mn", "Cf", "Cc"))
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return plain.translate(_DRAWN_LIKE)


def is_made_to_look_like(text: str, ours: Iterable[str]) -> bool:
    """Whether a name of ours is in it, or nearly in it, as far as eyes can tell."""
    seen = drawn(text)
    joined = "".join(_parts(seen))
    # What a host ends in is a word that everybody shares.
    parts = _parts(seen.rpartition(".")[0] or seen)
    for name in ours:
        looks = "".join(_parts(drawn(name)))
        if len(looks) < _LONG_ENOUGH:
            continue
        if looks in joined or any(_is_near(part, looks) for part in parts):
            return True
    return False


def _parts(seen: str) -> list[str]:
    return [part for part in re.split(r"[^\w]+|_", seen) if part]


def _readable(text: str) -> str:
    """`xn--` labels as they are shown."""
    return ".".join(_shown(label) for label in text.split("."))


def _shown(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _is_near(one: str, other: str) -> bool:
    """One letter more, less, changed, or two changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, tail = one[start:], other[start:]
    return (
        rest[1:] == tail
        or rest == tail[1:]
        or rest[1:] == tail[1:]
        or (rest[:2] == tail[:2][::-1] and rest[2:] == tail[2:])
    )
