"""Where something quoted begins: a line that says who wrote when, a block of headers, a divider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pharos.channels.mail.folding.attributions import (
    Attribution,
    begins,
    is_attribution,
    is_named,
    may_go_on,
)
from pharos.channels.mail.folding.lines import LONGEST, Line, next_said
from pharos.channels.mail.folding.vocabulary import vocabulary

# "On Tuesday, 5 January 2027 at 10:00, somebody with a long name" breaks twice, seldom more.
MOST_LINES = 4
# A block of headers with a wrapped list of recipients.
MOST_HEADERS = 14
MOST_WRAPPED = 3
FEWEST_ROLES = 3
DIVIDER = re.compile(r"[-_=~\u2014\u2013─━·<>\[\]# ]{2,}")
EDGES = "-_=~\u2014\u2013─━·<>[]#: "


@dataclass(frozen=True, slots=True)
class Opener:
    """From `start` to before `end` stands what announces a quote, or a forwarded mail.

    `is_sure`: no sentence of their own would look so.
    """

    start: int
    end: int
    is_forward: bool = False
    is_sure: bool = True


def openers_of(lines: list[Line]) -> dict[int, Opener]:
    """Return the openers by the line that each begins with. Lines quoted by marks have none."""
    reader = _Reader(lines, next_said(lines))
    return {opener.start: opener for opener in reader.all()}


@dataclass(slots=True)
class _Reader:
    lines: list[Line]
    following: list[int]

    def all(self) -> Iterator[Opener]:
        index = 0
        while index < len(self.lines):
            opener = self.at(index)
            if opener:
                yield opener
            index = opener.end if opener else index + 1

    def at(self, index: int) -> Opener | None:
        line = self.lines[index]
        if line.depth or line.is_blank or line.is_long:
            return None
        return self.divider(index) or self.headers(index) or self.attribution(index)

    def divider(self, index: int) -> Opener | None:
        """Such as "-----Original Message-----". Bare, it needs a header below it."""
        said = self.lines[index].said
        name = said.strip(EDGES)
        is_forward = name in vocabulary().forwarded
        if not is_forward and name not in vocabulary().original:
            return None
        below = self.following[index + 1]
        end, roles = self.roles_from(below)
        if roles:
            return Opener(index, end, is_forward)
        who_wrote = self.attribution(below) if below < len(self.lines) else None
        if not who_wrote and not DIVIDER.match(said):
            return None
        return Opener(index, who_wrote.end if who_wrote else index + 1, is_forward)

    def headers(self, index: int) -> Opener | None:
        """Such as From, Sent, To and Subject. Whoever writes down a transfer has no subject."""
        end, roles = self.roles_from(index)
        if len(roles) < FEWEST_ROLES or "from" not in roles:
            return None
        has_address = any("@" in line.said for line in self.lines[index:end])
        return Opener(index, end) if "subject" in roles or has_address else None

    def roles_from(self, index: int) -> tuple[int, set[str]]:
        """Return which headers stand from this line on, and the line after the last of them."""
        roles: set[str] = set()
        end = index
        wrapped = 0
        for _ in range(MOST_HEADERS):
            found = self.labels(index) if index < len(self.lines) else set()
            wrapped = 0 if found else wrapped + 1
            if not found and (not roles or wrapped > MOST_WRAPPED or self.is_apart(index)):
                break
            roles |= found
            end = index + 1 if found else end
            index = self.following[index + 1]
        return end, roles

    def is_apart(self, index: int) -> bool:
        return index >= len(self.lines) or (index > 0 and self.lines[index - 1].is_blank)

    def labels(self, index: int) -> set[str]:
        """Return the headers that this line names; where lines were joined, there are several."""
        line = self.lines[index]
        said = line.said.lstrip("| ")
        label = vocabulary().label
        if line.depth or line.is_long or not label.match(said):
            return set()
        return {vocabulary().roles[found[1]] for found in label.finditer(said)}

    def attribution(self, index: int) -> Opener | None:
        """One line, or up to four that a program has wrapped."""
        joined = ""
        for end in range(index + 1, min(index + 1 + MOST_LINES, len(self.lines) + 1)):
            added = self.added(joined, self.lines[end - 1])
            if added is None or len(joined) + len(added) > LONGEST:
                return None
            joined = f"{joined} {added}".strip()
            seen = self.seen(joined, end, is_wrapped=end > index + 1)
            if is_attribution(seen):
                is_sure = seen.is_marked or seen.has_address
                opener = Opener(index, end, is_sure=is_sure)
                return None if self.begins_later(index, end) else opener
            if end == index + 1 and not may_go_on(joined):
                return None
        return None

    def begins_later(self, index: int, end: int) -> bool:
        """Whether the first of these lines are words, and only the last say who wrote when."""
        if is_named(self.lines[index].said):
            return False
        for start in range(index + 1, end):
            joined = " ".join(line.said for line in self.lines[start:end])
            seen = self.seen(joined, end, is_wrapped=end > start + 1)
            if begins(joined) and seen.has_day and is_attribution(seen):
                return True
        return False

    def added(self, joined: str, line: Line) -> str | None:
        """Return what a wrapped line adds. A bracket that closes an address is no quote mark."""
        if line.is_blank or line.is_long:
            return None
        if not line.depth:
            return line.said
        return f">{line.said}" if joined.count("<") > joined.count(">") else None

    def seen(self, joined: str, end: int, *, is_wrapped: bool) -> Attribution:
        after = self.following[end]
        is_marked = after < len(self.lines) and self.lines[after].depth > 0
        return Attribution(said=joined, is_wrapped=is_wrapped, is_marked=is_marked)
