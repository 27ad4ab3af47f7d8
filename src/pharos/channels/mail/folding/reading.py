"""Reading a text line by line: what is words, and what is folded away."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from pharos.channels.mail.folding import endings
from pharos.channels.mail.folding.folded import Folded, Kind, Piece
from pharos.channels.mail.folding.lines import Line, lines_of, next_said
from pharos.channels.mail.folding.marker import SHAPE
from pharos.channels.mail.folding.openers import Opener, openers_of
from pharos.channels.mail.folding.vocabulary import plain, vocabulary

# "FYI", "see below", "帮我看看": whoever says no more lets the forwarded mail speak.
MOST_WORDS_WITH_FORWARD = 3
MOST_LETTERS_WITH_FORWARD = 16
POSTSCRIPT = re.compile(r"p\.? ?s\b")
LONGEST_PARAGRAPH = 30
FEWEST_PHRASES = 2
# A line that a program broke was about as wide as lines are.
WIDE = 60
FINISHED = (".", "!", "?", ":", "。")


def fold(text: str, *, marker: str = "") -> Folded:
    """Tell apart what was written now and what is quoted, signed or added below.

    `marker` is the line above which we ask people to write; it is known by its shape as well. A
    forwarded mail is words if it comes with hardly any: it is what the customer has to say. A text
    of nothing but quotes is left as it is, and `is_empty` says so.
    """
    lines = lines_of(text)
    kinds = _Reader(lines, plain(marker)).read()
    pieces = tuple(
        Piece(kind, "".join(line.raw for _, line in run))
        for kind, run in groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0])
    )
    folded = Folded(pieces=pieces)
    if folded.words:
        return folded
    return Folded(pieces=(Piece("words", text),) if text else (), is_empty=True)


@dataclass(slots=True)
class _Reader:
    """Goes through the lines once. `after` is what a line is if nothing else tells."""

    lines: list[Line]
    marker: str
    kinds: list[Kind] = field(default_factory=list)
    after: Kind = "words"
    word_count: int = 0
    letter_count: int = 0
    has_letters: bool = False
    has_broken_lines: bool = False
    # Whether ">" stands for more than and not for a quote: before amounts only, and nothing opens.
    is_compared: bool = False
    openers: dict[int, Opener] = field(default_factory=dict)
    following: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)

    def read(self) -> list[Kind]:
        self.openers = openers_of(self.lines)
        self.following = next_said(self.lines)
        self.is_compared = not self.openers and all(
            line.is_comparison for line in self.lines if line.depth
        )
        self.stops = self.next_stops()
        while len(self.kinds) < len(self.lines):
            self.step(len(self.kinds))
        return self.kinds

    def next_stops(self) -> list[int]:
        """Return for each line the first one from there on that is quoted, or opens a quote."""
        stops = [len(self.lines)] * (len(self.lines) + 1)
        for index in range(len(self.lines) - 1, -1, -1):
            is_stop = self.lines[index].depth or index in self.openers
            stops[index] = index if is_stop else stops[index + 1]
        return stops

    def step(self, index: int) -> None:
        line = self.lines[index]
        if self.is_marker(line):
            self.pass_marker(line)
        elif index in self.openers and self.after != "quote":
            self.open(self.openers[index])
        elif line.depth and not (self.is_compared and line.is_comparison):
            self.kinds.append("quote")
            self.after = "words" if self.after == "signature" else self.after
        elif line.is_blank or self.after == "quote" or not self.end(index):
            self.say(index)

    def say(self, index: int) -> None:
        """Take the line as what its neighbours are. Space below folded lines belongs to them."""
        line = self.lines[index]
        if line.is_blank and self.kinds and self.kinds[-1] != "words":
            self.kinds.append(self.kinds[-1])
        elif self.after == "words" and self.is_broken(index):
            self.kinds.append("quote")
        else:
            self.kinds.append(self.after)
            self.count(line)

    def count(self, line: Line) -> None:
        if self.after == "words":
            self.word_count += len(line.said.split())
            self.letter_count += len(line.said)
            self.has_letters |= line.has_letters

    def is_marker(self, line: Line) -> bool:
        if line.is_long or not line.said:
            return False
        is_known = line.said.strip(" #-\u2013\u2014") in vocabulary().write_above
        is_ours = bool(self.marker) and self.marker in line.said
        return is_ours or is_known or SHAPE.fullmatch(line.said) is not None

    def pass_marker(self, line: Line) -> None:
        """End the words. Below a marker within marked quotes, what is unmarked is still theirs."""
        self.kinds.append("marker")
        if not line.depth and self.has_letters:
            self.after = "quote"

    def open(self, opener: Opener) -> None:
        if self.has_hardly_words() and opener.is_forward:
            self.kinds += ["words"] * (len(self.lines) - opener.start)
        elif self.has_hardly_words() and not opener.is_sure:
            self.say(opener.start)
        else:
            self.quote(opener)

    def quote(self, opener: Opener) -> None:
        self.take_rules_above()
        self.kinds += ["quote"] * (opener.end - opener.start)
        after = self.following[opener.end]
        is_marked = after < len(self.lines) and self.lines[after].depth > 0
        self.after = "words" if is_marked else "quote"

    def has_hardly_words(self) -> bool:
        is_few = self.word_count <= MOST_WORDS_WITH_FORWARD
        return is_few and self.letter_count <= MOST_LETTERS_WITH_FORWARD

    def take_rules_above(self) -> None:
        """A line that was drawn above the quote belongs to it."""
        above = len(self.kinds)
        while above and (self.lines[above - 1].is_blank or self.lines[above - 1].is_rule):
            above -= 1
            if self.kinds[above] == "words" and self.lines[above].is_rule:
                self.kinds[above:] = ["quote"] * (len(self.kinds) - above)
            elif self.kinds[above] != "words":
                return

    def end(self, index: int) -> bool:
        """Take signatures, lines of devices and disclaimers, if one begins here."""
        return self.sign(index) or self.name_device(index) or self.disclaim(index)

    def sign(self, index: int) -> bool:
        line = self.lines[index]
        if self.after == "signature" or not self.word_count:
            return False
        is_signature = (
            endings.is_delimiter(line)
            or (endings.is_weak_delimiter(line) and self.is_signed(index, needs_contact=True))
            or (endings.is_sign_off(line) and self.is_signed(index, needs_contact=False))
        )
        if is_signature:
            self.kinds.append("signature")
            self.after = "signature"
        return is_signature

    def is_signed(self, index: int, *, needs_contact: bool) -> bool:
        """Drawn lines and farewells sign only what has been said in words."""
        below = self.lines_below(index)
        is_bare = not below and not needs_contact
        return self.has_letters and (
            is_bare or endings.is_signed(below, needs_contact=needs_contact)
        )

    def lines_below(self, index: int) -> list[Line]:
        """Return what is said from here to the next quote, as far as a signature can go."""
        below: list[Line] = []
        at = self.following[index + 1]
        while at < self.stops[index + 1] and len(below) <= endings.MOST_SIGNED:
            if self.lines[at - 1].is_blank and endings.disclaimers_in(self.paragraph(at)):
                break
            below.append(self.lines[at])
            at = self.following[at + 1]
        return below

    def name_device(self, index: int) -> bool:
        line = self.lines[index]
        below = self.following[index + 1]
        is_last = below >= self.stops[index + 1]
        is_known = endings.names_a_device(line)
        if not self.has_letters or not (
            is_known or (is_last and endings.looks_like_a_device(line))
        ):
            return False
        self.kinds.append("signature")
        self.after = "signature" if is_last else self.after_device(index)
        return True

    def after_device(self, index: int) -> Kind:
        """Below the device's line unmarked text is the mail answered, unless marks come later."""
        stop = self.stops[index + 1]
        if self.after == "signature":
            return "signature"
        has_marks = stop < len(self.lines) and self.lines[stop].depth > 0
        is_added = POSTSCRIPT.match(self.lines[self.following[index + 1]].said) is not None
        return "words" if has_marks or is_added else "quote"

    def disclaim(self, index: int) -> bool:
        if index and not self.lines[index - 1].is_blank:
            return False
        paragraph = self.paragraph(index)
        below = self.following[index + len(paragraph)]
        is_last = self.after == "signature" or below >= self.stops[index]
        needed = 1 if is_last else FEWEST_PHRASES
        if not self.has_letters or endings.disclaimers_in(paragraph) < needed:
            return False
        self.kinds += ["disclaimer"] * len(paragraph)
        return True

    def paragraph(self, index: int) -> list[Line]:
        end = index
        while end < self.stops[index] and not self.lines[end].is_blank:
            end += 1
            if end - index >= LONGEST_PARAGRAPH:
                break
        return self.lines[index:end]

    def is_broken(self, index: int) -> bool:
        """Whether a program broke a quoted line in two and marked only the first half.

        Between two quoted lines without a space, below words of their own, in small letters, after
        a wide line that goes on. Where one line was broken so, others may end like a sentence.
        """
        if not 0 < index < len(self.lines) - 1 or not self.has_letters:
            return False
        above, line, below = self.lines[index - 1 : index + 2]
        if not above.depth or not below.depth or len(above.raw) < WIDE:
            return False
        if not line.raw[:1].islower() or not (
            self.has_broken_lines or not above.said.endswith(FINISHED)
        ):
            return False
        self.has_broken_lines = True
        return True
