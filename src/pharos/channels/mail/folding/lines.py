"""A text as lines, and what can be said of each line by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pharos.channels.mail.folding.vocabulary import plain

# Longer lines are paragraphs: nothing that tells a quote or an ending is as long as this.
LONGEST = 500
QUOTED = re.compile(r"[ \t]{0,8}((?:[>\uff1e][ \t]?)+)")
COMPARED = re.compile(r"\s{0,8}> ?[$€£¥₩]? ?[0-9]")
RULED = frozenset("-_=*~\u2014\u2013―─━· ")
FEWEST_RULED = 3


@dataclass(slots=True, kw_only=True)
class Line:
    """One line: as it came, how deeply it is quoted by marks, and how it is compared."""

    raw: str
    depth: int
    said: str
    has_letters: bool

    @property
    def is_blank(self) -> bool:
        return not self.said and not self.depth

    @property
    def is_long(self) -> bool:
        return len(self.raw) > LONGEST

    @property
    def is_comparison(self) -> bool:
        """Whether it may say "more than": a mark and an amount."""
        return self.depth == 1 and COMPARED.match(self.raw) is not None

    @property
    def is_rule(self) -> bool:
        """Whether it is a drawn line and nothing else."""
        drawn = self.raw.strip()
        return len(drawn) >= FEWEST_RULED and RULED.issuperset(drawn)


def lines_of(text: str) -> list[Line]:
    """Return the lines of `text`, line ends included: joined they are the text."""
    return [_line(raw) for raw in text.splitlines(keepends=True)]


def _line(raw: str) -> Line:
    mark = QUOTED.match(raw)
    depth = sum(map(mark[1].count, ">\uff1e")) if mark else 0
    words = raw[mark.end() : LONGEST] if mark else raw[:LONGEST]
    return Line(raw=raw, depth=depth, said=plain(words), has_letters=_has_letters(words))


def _has_letters(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def next_said(lines: list[Line]) -> list[int]:
    """Return for each line, and for the end, the first line from there on that is not blank."""
    following = [len(lines)] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        following[index] = following[index + 1] if lines[index].is_blank else index
    return following
