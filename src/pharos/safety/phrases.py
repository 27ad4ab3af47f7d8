"""Recovery phrases in alphabets and syllables: a long run of words from one list.

The checksum is not asked: a phrase with one wrong word is still a secret, since trying the
2,048 others takes a moment. Ordinary prose breaks the run at every "the", "to" and "is", which
no list contains.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from pharos.safety.findings import Span
from pharos.safety.words import LANGUAGES, MASKS, is_nearly

# Twelve words, one of them missing or mistyped.
FEWEST: Final = 11
# Of so many words in a row, between noise and among the signs of programs and pages: a sentence
# that is said again and again has a word of a list at each turn, and "alert" and "script" are on a
# list too. Of eleven drawn words eight or fewer are different ones three times in a million.
FEWEST_DIFFERENT: Final = 9
# And of the ten places between eleven, so many have the same signs: whoever sets a phrase among
# those of a program or a page puts its words into a list or a table.
FEWEST_ALIKE: Final = 4
# A mistyped word may also have been cut in two.
WIDEST_GAP: Final = 2
# So many different words stand between all of a phrase's, at most.
MOST_NOISE: Final = 4
SHORTEST_TEXT: Final = 32
SHORTEST_GLUED: Final = 33
LONGEST_WORD: Final = 9
ANY: Final = -1
BITS: Final = tuple(1 << number for number in range(len(LANGUAGES)))

# An ordinal (1st, 2nd) is numbering and no word.
TOKEN: Final = re.compile(r"[^\W\d_]{3,}|(?<!\d)[^\W\d_]{2}")
CODE: Final = re.compile(r"[<>(){}=/\\]")
TAG: Final = re.compile(r"<[/!?]?[a-z][^<>]*>")
_ORDINALS: Final = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty
primera segunda tercera cuarta quinta sexta septima octava novena decima undecima duodecima
primeira terceira quarta setima oitava nona primeiro segundo terceiro quarto quinto sexto setimo
oitavo nono decimo premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme
neuvieme dixieme onzieme douzieme erstes zweites drittes viertes funftes sechstes siebtes achtes
neuntes zehntes elftes zwolftes первое второе третье четвертое пятое шестое седьмое восьмое
девятое десятое одиннадцатое двенадцатое
"""
# As words are numbered when a phrase is told one by one: "first word: ..., second word: ...".
ORDINALS: Final = frozenset(_ORDINALS.split())
_NO_SIGN: Final = re.compile(r"[\w\s]+")
_GLUED: Final = re.compile(r"[a-z]{33,}", re.IGNORECASE)


class Run(NamedTuple):
    """Tokens `first` to `last` (exclusive), all of them in the list."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first


def phrases(folded: str) -> list[Span]:
    """Where recovery phrases stand in a text that is folded (`words.fold`)."""
    if len(folded) < SHORTEST_TEXT:
        return []
    return _in_text(folded) or _between_tags(folded)


def _in_text(text: str) -> list[Span]:
    tokens = TOKEN.findall(text)
    if len(tokens) < FEWEST or sum(map(MASKS.__contains__, tokens)) < FEWEST:
        return []
    masks = [MASKS.get(token, 0) for token in tokens]
    spans = _spelled_out(text, tokens, masks) if long_runs(masks, ANY) else []
    return spans or _between_noise(text, tokens, masks)


def _between_tags(text: str) -> list[Span]:
    """Phrases in the source of a page, whatever its tags say and however many they are."""
    bare = TAG.sub(lambda tag: " " * len(tag.group()), text)
    return [span for span in _in_text(bare) if _has_drawn(bare, span)] if bare != text else []


def _has_drawn(text: str, span: Span) -> bool:
    words = [word for word in TOKEN.finditer(text, span.start, span.end) if word.group() in MASKS]
    return _are_drawn(text, [word.span() for word in words])


def _spelled_out(text: str, tokens: list[str], masks: list[int]) -> list[Span]:
    places = [match.span() for match in TOKEN.finditer(text)]
    spans = []
    for bit in BITS:
        for run in long_runs(masks, bit):
            first, last = _with_neighbours(run, tokens, bit)
            span = Span(places[first][0], places[last - 1][1], "recovery_phrase")
            listed = [places[at] for at in range(run.first, run.last) if masks[at] & bit]
            if not CODE.search(text, span.start, span.end) or _are_drawn(text, listed):
                spans.append(span)
    return spans


def _between_noise(text: str, tokens: list[str], masks: list[int]) -> list[Span]:
    """Phrases with the same words between all of theirs: "word 1 is ...", the tags of a table.

    Or with numbers in words.
    """
    times = Counter(tokens)
    often = [token for token, many in times.items() if many >= FEWEST - 1]
    ordinals = ORDINALS.intersection(times)
    if len(ordinals) < FEWEST - 1:
        ordinals = frozenset()
    if not (often or ordinals):
        return []
    often.sort(key=times.__getitem__, reverse=True)
    places = [match.span() for match in TOKEN.finditer(text)]
    spans = []
    for bit in BITS:
        noise = set([token for token in often if not _is_listed(token, bit)][:MOST_NOISE])
        noise |= ordinals
        kept = [at for at, token in enumerate(tokens) if token not in noise]
        for run in long_runs([masks[at] for at in kept], bit) if noise else ():
            first, last = kept[run.first], kept[run.last - 1] + 1
            row = [at for at in kept[run.first : run.last] if tokens[at] not in often]
            # In prose too there are eleven of "the", but not one at every second word.
            is_even = 2 * (last - first - run.size) >= run.size - 2
            if is_even and _are_drawn(text, [places[at] for at in row]):
                spans.append(Span(places[first][0], places[last - 1][1], "recovery_phrase"))
    return spans


def _are_drawn(text: str, places: list[tuple[int, int]]) -> bool:
    """Whether enough of the words at these places differ, somewhere in a row, and stand alike."""
    starts = range(max(1, len(places) - FEWEST + 1))
    rows = [places[at : at + FEWEST] for at in starts]
    return any(
        len({text[first:last] for first, last in row}) >= FEWEST_DIFFERENT
        and _stand_alike(text, row)
        for row in rows
    )


def _stand_alike(text: str, row: list[tuple[int, int]]) -> bool:
    """Whether there is no program around these words, or the same signs are between them."""
    if not CODE.search(text, row[0][0], row[-1][1]):
        return True
    between = [text[one[1] : other[0]] for one, other in pairwise(row)]
    alike = Counter(_NO_SIGN.sub("", signs) for signs in between)
    return max(alike.values()) >= FEWEST_ALIKE


def _runs(masks: list[int], bit: int) -> Iterator[Run]:
    at = 0
    for listed, group in groupby(masks, key=lambda mask: bool(mask & bit)):
        size = sum(1 for _ in group)
        if listed:
            yield Run(at, at + size)
        at += size


def long_runs(masks: list[int], bit: int) -> list[Run]:
    """Runs long enough to be a phrase, alone or with their neighbour over a small gap."""
    found: list[Run] = []
    before: Run | None = None
    for run in _runs(masks, bit):
        near = before if before and run.first - before.last <= WIDEST_GAP else None
        if near and near.size + run.size >= FEWEST:
            run_with_before = Run(near.first, run.last)
            if found and found[-1].last >= near.first:
                run_with_before = Run(found.pop().first, run.last)
            found.append(run_with_before)
        elif run.size >= FEWEST:
            found.append(run)
        before = run
    return found


def _with_neighbours(run: Run, tokens: list[str], bit: int) -> Run:
    """The run with a mistyped first or last word, and what a mistyped word had split off."""
    first, last = run
    while first and (_is_listed(tokens[first - 1], bit) or is_nearly(tokens[first - 1], bit)):
        first -= 1
    while last < len(tokens) and (_is_listed(tokens[last], bit) or is_nearly(tokens[last], bit)):
        last += 1
    return Run(first, last)


def _is_listed(token: str, bit: int) -> bool:
    return bool(MASKS.get(token, 0) & bit)


def glued_phrases(text: str) -> list[Span]:
    """Phrases whose words were run together: `AbandonAbilityAble...`."""
    return [
        Span(match.start(), match.end(), "recovery_phrase")
        for match in _GLUED.finditer(text)
        if _most_words(match.group().lower()) >= FEWEST
    ]


def _most_words(letters: str) -> int:
    """Of how many list words, at most, all these letters are made; 0 where they are not."""
    most = [0] + [-1] * len(letters)
    for end in range(3, len(letters) + 1):
        for start in range(max(0, end - LONGEST_WORD), end - 2):
            if most[start] >= 0 and letters[start:end] in MASKS:
                most[end] = max(most[end], most[start] + 1)
    return most[-1]
