"""What machines read from pictures: `1` for l, `rn` for m, words that are cut at the line's end."""

from __future__ import annotations

import re
from typing import Final

from pharos.safety.findings import Span
from pharos.safety.phrases import BITS, FEWEST, TOKEN, long_runs
from pharos.safety.words import MASKS, is_nearly

MOST_TOKENS: Final = 2_000
# Of eleven words at least so many must have been read right.
FEWEST_RIGHT: Final = 8
SHORTEST_NEARLY: Final = 4

_WORD: Final = re.compile(r"[^\W_]*[^\W\d_][^\W_]*(?:[|!$@][^\W_]+)*")
_CUT: Final = re.compile(r"(?<=[^\W\d_])-\s{0,3}\n\s{0,3}(?=[^\W\d_])")
_MEANT: Final = str.maketrans("01|!$58@", "olllssba")
_LOOK_ALIKE: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("ri", "n"))


def mend(text: str) -> str:
    """Put letters for digits and signs inside words, and words together that a line has cut."""
    return _WORD.sub(_mended, _CUT.sub("", text))


def _mended(match: re.Match[str]) -> str:
    word = match.group()
    letters = sum(map(str.isalpha, word))
    is_word = 1 < letters < len(word) <= 2 * letters
    return word.translate(_MEANT) if is_word else word


def nearly_phrases(folded: str) -> list[Span]:
    """Where recovery phrases stand of whose words some were read with one wrong letter."""
    matches = list(TOKEN.finditer(folded))[:MOST_TOKENS]
    tokens = [match.group() for match in matches]
    spans = []
    for bit in BITS:
        right = [bool(MASKS.get(token, 0) & bit) for token in tokens]
        if sum(right) < FEWEST_RIGHT:
            continue
        nearly = [
            is_right or _is_meant(token, bit) for token, is_right in zip(tokens, right, strict=True)
        ]
        for first, last in long_runs([bit * is_one for is_one in nearly], bit):
            if sum(right[first:last]) * FEWEST >= FEWEST_RIGHT * (last - first):
                span = (matches[first].start(), matches[last - 1].end())
                spans.append(Span(*span, "recovery_phrase"))
    return spans


def _is_meant(token: str, bit: int) -> bool:
    if len(token) < SHORTEST_NEARLY:
        return False
    return is_nearly(token, bit) or any(
        MASKS.get(token.replace(read, meant), 0) & bit for read, meant in _LOOK_ALIKE
    )
