"""Reading a file's values one by one, noting what is wrong with its place instead of raising."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

MISSING: Final = object()
DAY: Final = 24 * 60
MINUTE: Final = 60
SHOWN: Final = 60

_TIME: Final = re.compile(r"(\d\d):([0-5]\d)")
_SPAN: Final = re.compile(r"([1-9]\d{0,4})(s|m|h|d)")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its path. Each reading returns something usable, right or wrong."""

    value: Any
    path: str
    problems: list[str]

    def wrong(self, what: str) -> None:
        if self.value is MISSING:
            self.problems.append(f"{self.path} is missing")
            return
        shown = json.dumps(self.value, ensure_ascii=False, default=str)
        shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}..."
        self.problems.append(f"{self.path}: {shown} {what}")

    def problem(self, what: str) -> None:
        self.problems.append(f"{self.path}: {what}")

    @property
    def is_given(self) -> bool:
        return self.value is not MISSING and self.value is not None

    def field(self, name: str, default: Any = MISSING) -> Node:
        value = self.value.get(name, default) if isinstance(self.value, dict) else default
        return Node(value, f"{self.path}.{name}" if self.path else name, self.problems)

    def knows(self, *names: str) -> None:
        """Refuse what is no mapping, and any field besides these: it would be a spelling error."""
        if not isinstance(self.value, dict):
            self.wrong("is not a mapping")
            return
        for name in self.value:
            if name not in names:
                place = f"{self.path}.{name}" if self.path else str(name)
                self.problems.append(f"{place} is not known here; known are {', '.join(names)}")

    def items(self, *, at_least: int = 0) -> list[Node]:
        if not isinstance(self.value, list):
            self.wrong("is not a list")
            return []
        if len(self.value) < at_least:
            self.wrong("is empty")
        return [
            Node(value, f"{self.path}[{place}]", self.problems)
            for place, value in enumerate(self.value)
        ]

    def entries(self) -> list[tuple[str, Node]]:
        if not isinstance(self.value, dict):
            self.wrong("is not a mapping")
            return []
        return [(str(name), self.field(name)) for name in self.value]

    def text(self, *, longest: int = 120) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            self.wrong("is not a text")
            return ""
        if len(self.value) > longest:
            self.wrong(f"is longer than {longest} characters")
        return self.value.strip()

    def matching(self, pattern: re.Pattern[str], what: str) -> str:
        if not isinstance(self.value, str) or not pattern.fullmatch(self.value):
            self.wrong(f"is not {what}")
            return ""
        return self.value

    def one_of(self, allowed: Collection[str], what: str) -> str:
        if not isinstance(self.value, str) or self.value not in allowed:
            self.wrong(f"is not {what}")
            return next(iter(allowed))
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.wrong("is neither true nor false")
            return False
        return self.value

    def number(self, lowest: int, highest: int) -> int:
        number = self.value
        if isinstance(number, bool) or not isinstance(number, int):
            self.wrong("is not a whole number")
            return lowest
        if not lowest <= number <= highest:
            self.wrong(f"is not between {lowest} and {highest}")
        return number

    def time_of_day(self) -> int:
        """Minutes after midnight; `24:00` is the end of the day."""
        if isinstance(self.value, int):
            self.wrong("is not a time of day; write it in quotes")
            return 0
        found = _TIME.fullmatch(self.value) if isinstance(self.value, str) else None
        minutes = int(found[1]) * MINUTE + int(found[2]) if found else DAY + 1
        if minutes > DAY:
            self.wrong("is not a time of day")
            return 0
        return minutes

    def day(self) -> date:
        if isinstance(self.value, date) and not isinstance(self.value, datetime):
            return self.value
        try:
            return date.fromisoformat(self.value)
        except (TypeError, ValueError):
            self.wrong("is not a date such as 2027-01-31")
            return date.min

    def span(self) -> timedelta:
        found = _SPAN.fullmatch(self.value) if isinstance(self.value, str) else None
        if not found:
            self.wrong("is not a span of time such as 30s, 2m, 24h or 3d")
            return timedelta(days=1)
        return timedelta(seconds=int(found[1]) * _UNITS[found[2]])
