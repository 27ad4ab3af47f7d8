"""Count, for every requirement, the tests that carry its id.

Tests are read and not run, so the answer takes a second and needs no database:

    python -m tools.requirements

prints one line an id (id, number of tests, wording) and the total. An id that no requirement has,
or an argument that cannot be read without running the test, is an error: exit status 1.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDINGS = ROOT / "docs" / "requirements.md"
PLACES = ("src", "tests", "tools")

WORDING = re.compile(r"^- \*\*(?P<id>[A-Z]{2}-\d{2})\*\* (?P<wording>\S.*)$", re.MULTILINE)

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Mark:
    """One test that says it shows one requirement. `id` is None where it cannot be read."""

    place: str
    line: int
    test: str
    id: str | None


def read_wordings(text: str) -> dict[str, str]:
    """Return the wording of every id, in the order of the page."""
    found = [(match["id"], match["wording"]) for match in WORDING.finditer(text)]
    wordings = dict(found)
    if len(wordings) != len(found):
        twice = [name for name, times in Counter(name for name, _ in found).items() if times > 1]
        message = f"The page has these ids twice: {', '.join(twice)}"
        raise ValueError(message)
    return wordings


def marks_in(source: str, place: str = "") -> Iterator[Mark]:
    """Yield the marks of every test of a file, with those of its class and of its module."""
    yield from _marks_of_body(ast.parse(source).body, place, inherited=[])


def _marks_of_body(body: list[ast.stmt], place: str, inherited: list[ast.expr]) -> Iterator[Mark]:
    marked = inherited + [value for statement in body for value in _pytestmark(statement)]
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            yield from _marks_of_body(statement.body, place, marked + statement.decorator_list)
        elif isinstance(statement, FUNCTIONS) and statement.name.startswith("test"):
            for name in dict.fromkeys(_ids_in(marked + statement.decorator_list)):
                yield Mark(place, statement.lineno, statement.name, name)


def _pytestmark(statement: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Name) and target.id == "pytestmark":
                yield statement.value


def _ids_in(expressions: Iterable[ast.expr]) -> Iterator[str | None]:
    for expression in expressions:
        for node in ast.walk(expression):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.requirement"):
                yield from map(_text, node.args)


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def marks_under(root: Path) -> Iterator[Mark]:
    """Yield the marks of every test file below `root`."""
    for place in PLACES:
        for path in sorted((root / place).rglob("test_*.py")):
            yield from marks_in(path.read_text("utf-8"), path.relative_to(root).as_posix())


def report(wordings: dict[str, str], marks: Iterable[Mark]) -> tuple[list[str], list[str]]:
    """Return the lines to print and the mistakes found."""
    tests: Counter[str] = Counter()
    mistakes = []
    for mark in marks:
        if mark.id in wordings:
            tests[mark.id] += 1
        elif mark.id is None:
            mistakes.append(f"{mark.place}:{mark.line}: {mark.test} has an id that is not a string")
        else:
            mistakes.append(f"{mark.place}:{mark.line}: {mark.test} names {mark.id}, unknown here")
    lines = [f"{name} {tests[name]:4} {wording}" for name, wording in wordings.items()]
    lines.append(f"{len(tests)} of {len(wordings)} ids have a test")
    return lines, mistakes


def main() -> int:
    """Print the report of this repository."""
    wordings = read_wordings(WORDINGS.read_text("utf-8"))
    lines, mistakes = report(wordings, marks_under(ROOT))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stderr.write("".join(f"{mistake}\n" for mistake in mistakes))
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
