"""The word lists of recovery phrases (BIP-39), folded so that spelling habits do not matter."""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from mnemonic import Mnemonic

CHINESE: Final = ("chinese_simplified", "chinese_traditional")
LANGUAGES: Final = tuple(sorted(set(Mnemonic.list_languages()) - set(CHINESE)))


def _plain_letters() -> dict[int, str]:
    plain = {
        ord("İ"): "i",
        ord("ı"): "i",
        ord("đ"): "d",
        ord("Đ"): "d",
        ord("ё"): "е",
        ord("Ё"): "е",
    }
    for code in range(0xFF01, 0xFF5F):
        plain[code] = chr(code - 0xFEE0).lower()
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        if base.isascii() and base.isalpha():
            plain[code] = base.lower()
    return plain


_PLAIN: Final = _plain_letters()


def fold(text: str) -> str:
    """One spelling for all: no case, no accents, no full-width letters, digits and signs.

    For text in NFC. Letter for letter: a place in the result is the same place in the text.
    """
    return (text if text.isascii() else text.translate(_PLAIN)).lower()


def folded_words(language: str) -> Iterable[str]:
    # Release 0.21 of the lists has one word with a letter broken in two: "снова".
    words = (word.replace("\ufffd\ufffd", "в") for word in Mnemonic(language).wordlist)
    return (fold(unicodedata.normalize("NFC", word)) for word in words)


def _masks() -> dict[str, int]:
    masks: dict[str, int] = {}
    for bit, language in enumerate(LANGUAGES):
        for word in folded_words(language):
            masks[word] = masks.get(word, 0) | 1 << bit
    return masks


# A word's languages as bits, in the order of LANGUAGES: some words stand in several lists.
MASKS: Final = _masks()


@cache
def _letters(bit: int) -> str:
    return "".join(sorted({c for word, mask in MASKS.items() if mask & bit for c in word}))


@lru_cache(maxsize=1024)
def is_nearly(word: str, bit: int) -> bool:
    """Whether one wrong, missing, extra or swapped letter separates `word` from the list."""
    if not 2 < len(word) < 24:  # noqa: PLR2004
        return False
    letters = _letters(bit)
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        edits = [head + c + tail for c in letters]
        edits += [head + c + tail[1:] for c in letters if tail]
        edits += [head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]]
        if any(MASKS.get(edit, 0) & bit for edit in edits):
            return True
    return False
