"""In which language somebody writes whose channel does not say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

READ: Final = 600
# Scripts that one of the languages alone is written in; kana before the characters beside it.
SCRIPTS: Final = (
    ("ko", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
)
# Small words that no sentence does without, and that the other languages do not have.
ENGLISH: Final = (
    "the is my and you your not have has what where when why how to for with this that it i am are "
    "was do does please can"
)
SPANISH: Final = (
    "el la los las mi mis y que un una unos por para con de del en es está esta dónde donde cuándo "
    "cómo se su hola llega gracias sois son muy tengo hace desde pero retiro depósito"
)
SMALL: Final = {"en": frozenset(ENGLISH.split()), "es": frozenset(SPANISH.split())}
_ADDRESS: Final = re.compile(r"https?://\S+|[@#$]\w+")
_WORD: Final = re.compile(r"[^\W\d_]+")


def language_in(text: str, spoken: Sequence[str]) -> str:
    """Return which of these languages the text is written in, or "" where it does not show."""
    said = _ADDRESS.sub(" ", text[:READ])
    for base, script in SCRIPTS:
        if script.search(said):
            return _among(base, spoken)
    words = [word.casefold() for word in _WORD.findall(said)]
    counts = {base: sum(word in small for word in words) for base, small in SMALL.items()}
    best, other = sorted(counts.values(), reverse=True)[:2]
    if best == other:
        return ""
    return _among(max(counts, key=lambda base: counts[base]), spoken)


def _among(base: str, spoken: Sequence[str]) -> str:
    return next((tag for tag in spoken if tag.partition("-")[0] == base), "")
