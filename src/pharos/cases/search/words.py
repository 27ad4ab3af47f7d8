"""What a text is cut into, the same for the index and for a query.

Chinese, Japanese, Korean and Thai are written without spaces, or with endings glued on: their
runs are cut into pairs of characters. Everything else is a word; its stems are PostgreSQL's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# Kana, Han, Hangul, Thai.
GLUED = (
    "\u0e00-\u0e7f\u1100-\u11ff\u3005\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
CUT = re.compile(rf"(?P<run>[{GLUED}]+)|(?P<word>(?:(?![{GLUED}])[^\W_])+)")
HEX = re.compile(r"^0x[0-9a-f]{8,}$")
CYRILLIC = re.compile(r"^[\u0400-\u04ff]+$")
LONGEST = 200  # a lexeme of PostgreSQL ends at 2,046 bytes, and a hash at 128 signs
MOST_IN_TEXT = 5_000
MOST_ASKED = 16
WHOLE_WORD = 3  # from here on the beginning of a word selects enough


@dataclass(slots=True)
class Terms:
    """The lexemes of a text: those that have stems, by script, and those that are exact."""

    exact: set[str] = field(default_factory=set)
    latin: set[str] = field(default_factory=set)
    cyrillic: set[str] = field(default_factory=set)

    def as_row(self) -> dict[str, list[str]]:
        return {
            "exact": sorted(self.exact),
            "latin": sorted(self.latin),
            "cyrillic": sorted(self.cyrillic),
        }


def terms_of(text: str) -> Terms:
    """Return everything that a text is found by."""
    terms = Terms()
    for place, (kind, word) in enumerate(_cut(text)):
        if place >= MOST_IN_TEXT:
            break
        if kind == "run":
            terms.exact |= set(_pairs(word)) | {word[-1]}
            continue
        terms.exact.add(_folded(word))
        if HEX.match(word):
            terms.exact.add(word[2:])
        if CYRILLIC.match(word):
            terms.cyrillic.add(word)
        elif word.isalpha():
            terms.latin.add(word)
    return terms


def asked(text: str) -> list[dict[str, Any]]:
    """Return what must all be found: each term, its script, and whether its beginning will do.

    The last word may be unfinished: people look while they type.
    """
    cut = list(_cut(text))
    groups: list[dict[str, Any]] = []
    for place, (kind, word) in enumerate(cut):
        if kind == "run":
            groups += [{"term": pair, "script": "exact", "begins": False} for pair in _pairs(word)]
            if len(word) == 1:
                groups[-1]["begins"] = True
            continue
        script = "cyrillic" if CYRILLIC.match(word) else "latin" if word.isalpha() else "exact"
        unfinished = place == len(cut) - 1 and len(word) >= WHOLE_WORD
        groups.append({"term": _folded(word), "word": word, "script": script, "begins": unfinished})
    return groups[:MOST_ASKED]


def _cut(text: str) -> Iterator[tuple[str, str]]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for found in CUT.finditer(plain):
        kind = str(found.lastgroup)
        yield kind, found[0] if kind == "run" else found[0][:LONGEST]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _folded(word: str) -> str:
    """Return the word without accents: people leave them out when they look."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not _is_accent(c))) or word


def _is_accent(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f"
