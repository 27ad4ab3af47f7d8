"""A file as the rules see it, what they find in it, and the lines where they are told to allow."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

MARK = "lint" + ": allow"  # in two parts, or this file would hold an allowance itself
ALLOWANCE = re.compile(re.escape(MARK) + r"\s+(?P<rule>[a-z-]+)(?:\s+\((?P<reason>[^)\s][^)]*))?")
ONLY_COMMENT = re.compile(r"^\s*(#|//|/\*|<!--|\{#)")

# Prose may quote an allowance without asking for one.
PROSE = frozenset({".md", ".txt", ""})

# Folders and files that arrange a world instead of working in it.
OUTSIDE = frozenset({"tests", "testing", "bench", "migrations", "conftest"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One line that breaks one rule."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A line that says: this rule does not hold here, for this reason."""

    line: int
    rule: str
    reason: str | None
    covers: frozenset[int]


@dataclass(frozen=True)
class Source:
    """A tracked text file, named from the root of the repository."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """The folders of the path and the name of the file without its ending."""
        return frozenset(PurePosixPath(self.path).with_suffix("").parts)

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path).suffix

    @property
    def is_python(self) -> bool:
        return self.suffix == ".py"

    @property
    def is_product(self) -> bool:
        return self.is_python and self.path.startswith("src/pharos/")

    @property
    def is_vendored(self) -> bool:
        return bool(self.names & {"vendor", "vendored"})

    @property
    def arranges(self) -> bool:
        """Tests, benches, migrations and the demo may do by hand what rooms may not."""
        return bool(self.names & OUTSIDE) or self.path.startswith("src/pharos/config/demo")

    @cached_property
    def _first_statement(self) -> int:
        """The line where the first import or statement after the docstring begins."""
        if not self.is_python:
            return 0
        after = [node for node in self.tree.body if not _is_text(node)]
        return after[0].lineno if after else 0

    def finding(self, line: int, rule: str, message: str) -> Finding:
        return Finding(self.path, line, rule, message)

    def allowances(self) -> Iterator[Allowance]:
        if self.suffix in PROSE:
            return
        for number, line in enumerate(self.lines, start=1):
            for match in ALLOWANCE.finditer(line):
                yield Allowance(number, match["rule"], match["reason"], self._covered(number))

    def _covered(self, number: int) -> frozenset[int]:
        """The line itself and, below lines that are only comments, the first that is more.

        Before the first statement of a module it is the whole file that is meant.
        """
        if number < self._first_statement and ONLY_COMMENT.match(self.lines[number - 1]):
            return frozenset(range(1, len(self.lines) + 1))
        last = number
        while last < len(self.lines) and ONLY_COMMENT.match(self.lines[last - 1]):
            last += 1
        return frozenset({number, last})


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


Rule = Callable[[Source], Iterator[Finding]]


def judge(source: Source, rules: tuple[Rule, ...]) -> list[Finding]:
    """Return what the rules find in the file and no allowance covers."""
    try:
        found = [finding for rule in rules for finding in rule(source)]
    except SyntaxError as error:
        return [source.finding(error.lineno or 1, "syntax", "This file cannot be parsed.")]
    kept = set(found)
    for allowance in source.allowances():
        covered = {
            finding
            for finding in found
            if finding.rule == allowance.rule and finding.line in allowance.covers
        }
        kept -= covered
        if not covered:
            message = f"Nothing here breaks {allowance.rule}; remove the allowance."
            kept.add(source.finding(allowance.line, "allow-unused", message))
        elif not allowance.reason:
            message = f"Say in brackets why {allowance.rule} does not hold here."
            kept.add(source.finding(allowance.line, "allow-reason", message))
    return sorted(kept)
