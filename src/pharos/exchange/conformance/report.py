"""What was checked and how it came out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Level = Literal["GOOD", "LOOK", "BAD"]
MARKS: Final[dict[Level, str]] = {"GOOD": "GOOD", "LOOK": "LOOK", "BAD": "BAD "}


@dataclass(frozen=True, slots=True)
class Line:
    """One check. `where` is an operation, or an operation with the path of a field."""

    level: Level
    where: str
    words: str

    def __str__(self) -> str:
        return f"{MARKS[self.level]}  {self.where}: {self.words}"


@dataclass(slots=True)
class Report:
    """All lines of one run."""

    lines: list[Line] = field(default_factory=list)

    def add(self, level: Level, where: str, words: str) -> None:
        line = Line(level, where, words)
        if line not in self.lines:
            self.lines.append(line)

    def count(self, level: Level) -> int:
        return sum(line.level == level for line in self.lines)

    @property
    def is_good(self) -> bool:
        return self.count("BAD") == 0

    def summary(self) -> str:
        return f"{len(self.lines)} checks: {self.count('BAD')} bad, {self.count('LOOK')} to look at"
