"""Chinese recovery phrases, which look like prose: their list is the 2,048 commonest characters.

Written with a space or number between the characters, a run of list characters is enough. Written
without, three things tell a phrase from a clause of prose: it stands alone or its checksum holds,
its characters are not the commonest ones (the list is in order of frequency, so the mean of the
logarithm of the place in it tells), and its neighbours form no ordinary word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import accumulate
from math import log
from typing import Final, NamedTuple

from mnemonic import Mnemonic

from pharos.safety.chinese_pairs import pairs_in
from pharos.safety.findings import Span
from pharos.safety.words import CHINESE

FEWEST: Final = 11
MOST: Final = 25
LENGTHS: Final = (12, 15, 18, 21, 24)

# Of 12 characters drawn by lot, 99.98 % and 99.6 % have a higher mean; measured on translated
# user interfaces, one clause in fifty has the lower one, and those have pairs.
LOWEST_WITH_CHECKSUM: Final = 5.3
LOWEST_ALONE: Final = 5.7
LOWEST_IN_PASSING: Final = 4.5
MOST_REPEATED: Final = 2

_CHARACTER: Final = re.compile(r"[\u3400-\u9fff]")
_RUN: Final = re.compile(r"[\u3400-\u9fff](?:\s{0,3}[\u3400-\u9fff]){10,}")
_UNBROKEN: Final = re.compile(r"[\u3400-\u9fff]{11,}")
_SPACED: Final = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{1,2}"
    r"(?:[\W\d_]{1,16}[\u3400-\u9fff]{1,2}){10,}(?![\u3400-\u9fff])"
)
_UNIT: Final = re.compile(r"[\u3400-\u9fff]{1,2}")
_CUE: Final = re.compile(
    r"(?:助记词|助記詞|助憶詞|註記詞|恢复词|恢復詞|种子词|種子詞)[是为為]?\s{0,3}"
)
_TOPIC: Final = re.compile(
    "助记|助記|助憶|註記|恢复|恢復|种子|種子|钱包|錢包|seed|phrase|mnemonic", re.IGNORECASE
)


class Script(NamedTuple):
    places: dict[str, int]
    weights: dict[str, float]


def _script(language: str) -> Script:
    places = {character: place for place, character in enumerate(Mnemonic(language).wordlist)}
    return Script(places, {character: log(place + 1) for character, place in places.items()})


SCRIPTS: Final = tuple(_script(language) for language in CHINESE)
_STRANGER: Final = log(2048)


def chinese_phrases(text: str) -> list[Span]:
    """Where Chinese recovery phrases stand."""
    if not _CHARACTER.search(text):
        return []
    spans = list(_spaced(text))
    for run in _RUN.finditer(text):
        spans += _in_run(text, run.start(), run.end())
    return spans


def _span(start: int, end: int) -> Span:
    return Span(start, end, "recovery_phrase")


def _spaced(text: str) -> Iterator[Span]:
    for match in _SPACED.finditer(text):
        units = list(_UNIT.finditer(text, match.start(), match.end()))
        # Words of the sentence around it, at both ends; within it one may have been written twice.
        while units and len(units[0].group()) > 1:
            units.pop(0)
        while units and len(units[-1].group()) > 1:
            units.pop()
        characters = "".join(unit.group() for unit in units)
        is_long = FEWEST <= len(units) >= len(characters) - 1
        if is_long and any(_strangers(characters, script) <= 1 for script in SCRIPTS):
            yield _span(units[0].start(), units[-1].end())


def _characters(text: str) -> str:
    return "".join(c for c in text if "\u3400" <= c <= "\u9fff")


def _strangers(characters: str, script: Script) -> int:
    return sum(1 for c in characters if c not in script.places)


def _in_run(text: str, start: int, end: int) -> list[Span]:
    alone = [_span(first, last) for first, last in _segments(text, start, end)]
    found = [span for span in alone if _is_alone(_characters(text[span.start : span.end]))]
    if found or not _TOPIC.search(text):
        return found
    places = [at for at in range(start, end) if "\u3400" <= text[at] <= "\u9fff"]
    characters = "".join(text[at] for at in places)
    return [
        _span(places[first], places[last - 1] + 1)
        for script in SCRIPTS
        for first, last in _in_passing(characters, script)
    ]


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole run, its unbroken parts, and what follows words such as "recovery phrase is"."""
    yield start, end
    for match in _UNBROKEN.finditer(text, start, end):
        yield match.span()
    for match in _CUE.finditer(text, start, end):
        yield match.end(), end


def _is_alone(characters: str) -> bool:
    """Whether a segment is a phrase, even if one of its characters is wrong or missing."""
    if not FEWEST <= len(characters) <= MOST:
        return False
    pairs = pairs_in(characters)
    return any(
        (not pairs and _is_drawn_by_lot(characters, script))
        or _longest_valid(characters, script) == len(characters)
        or (not pairs and len(characters) in LENGTHS and _checksum_holds(characters, script))
        for script in SCRIPTS
    )


def _is_drawn_by_lot(characters: str, script: Script) -> bool:
    """Whether these are rare enough for a draw, and as rarely the same."""
    mean = sum(script.weights.get(c, _STRANGER) for c in characters) / len(characters)
    repeated = len(characters) - len(set(characters))
    return (
        mean >= LOWEST_ALONE and repeated <= MOST_REPEATED and _strangers(characters, script) <= 1
    )


def _in_passing(characters: str, script: Script) -> Iterator[tuple[int, int]]:
    """Phrases with a right checksum, wherever they begin in a longer run."""
    weights = [script.weights.get(c, -1000.0) for c in characters]
    sums = list(accumulate(weights, initial=0.0))
    at = 0
    while at + LENGTHS[0] <= len(characters):
        last = at + 1
        if sums[at + LENGTHS[0]] - sums[at] >= LOWEST_IN_PASSING * LENGTHS[0]:
            length = _longest_valid(characters[at : at + LENGTHS[-1]], script)
            if length:
                last = at + length
                yield at, last
        at = last


def _longest_valid(characters: str, script: Script) -> int:
    for length in reversed(LENGTHS):
        part = characters[:length]
        if len(part) < length:
            continue
        mean = sum(script.weights.get(c, 0) for c in part) / length
        if mean >= LOWEST_WITH_CHECKSUM and pairs_in(part) <= 1 and _checksum_holds(part, script):
            return length
    return 0


def _checksum_holds(characters: str, script: Script) -> bool:
    number = 0
    for c in characters:
        if c not in script.places:
            return False
        number = number << 11 | script.places[c]
    check_bits = len(characters) // 3
    entropy = (number >> check_bits).to_bytes(check_bits * 4, "big")
    expected = hashlib.sha256(entropy).digest()[0] >> (8 - check_bits)
    return number & ((1 << check_bits) - 1) == expected
