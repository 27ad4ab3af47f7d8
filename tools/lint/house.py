"""What no tracked text may hold: addresses of package registries, paths of one machine, loose ends.

The words looked for are put together from parts, since this file is tracked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("detsohnohtyp"[::-1], "org"),
        ("registry", "npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
        ("repo", "maven", "apache", "org"),
    )
)
REGISTRY = re.compile("|".join(re.escape(name) for name in REGISTRIES), re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.*<-])/(?:work|root)/")
LOOSE_END = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME")) + r")\b(?!\s*\(?#?\d)")

EXCHANGES = tuple(name[::-1] for name in ("bmuhtib", "tegtib", "tibpu", "tramtib", "xenifitib"))
EXCHANGE = re.compile("|".join(EXCHANGES), re.IGNORECASE)
NAMES_EXCHANGES = ("profiles/", "docs/requirements.md", "src/pharos/brands/tests/test_examples.py")

CODE = frozenset({".py", ".js", ".mjs", ".css", ".html", ".sql", ".sh"})


def registry_host(source: Source) -> Iterator[Finding]:
    """Where packages come from is the choice of whoever installs, so no file says it."""
    yield from _lines(source, REGISTRY, "registry-host", "No address of a package registry here.")


def machine_path(source: Source) -> Iterator[Finding]:
    """A path that exists on one machine only is a bug on all others."""
    yield from _lines(source, MACHINE_PATH, "machine-path", "No path of one machine here.")


def exchange_name(source: Source) -> Iterator[Finding]:
    """An exchange is data: its profile, what was asked for, and the test that compares the two."""
    if not source.path.startswith(NAMES_EXCHANGES):
        message = "No exchange is named here; its profile is data."
        yield from _lines(source, EXCHANGE, "exchange-name", message)
        if EXCHANGE.search(source.path):
            yield source.finding(1, "exchange-name", message)


def loose_end(source: Source) -> Iterator[Finding]:
    """Work left for later has a number, or nobody finds it again."""
    if source.suffix in CODE:
        yield from _lines(source, LOOSE_END, "loose-end", "Give it a number.")


def _lines(source: Source, words: re.Pattern[str], rule: str, message: str) -> Iterator[Finding]:
    if source.is_vendored:
        return
    for number, line in enumerate(source.lines, start=1):
        if words.search(line):
            yield source.finding(number, rule, message)
