"""Text from outside stays text: no way round the escaping of templates or of the browser."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

SAFE = re.compile(r"\|\s*safe(seq)?\b|\{%-?\s*autoescape\s+off\b")
RAW = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML)\b|\bdocument\.write\b")
COMMENT = re.compile(r"^\s*(//|/?\*)")


def escaping(source: Source) -> Iterator[Finding]:
    """Markup is built by templates and `format_html`, which escape."""
    message = "Let a template or format_html build the markup."
    if source.is_python:
        for node in ast.walk(source.tree):
            if _name(node) == "mark_safe":
                yield source.finding(getattr(node, "lineno", 1), "mark-safe", message)
    elif source.suffix == ".html":
        for number, line in enumerate(source.lines, start=1):
            if SAFE.search(line):
                yield source.finding(number, "mark-safe", message)


def inner_html(source: Source) -> Iterator[Finding]:
    """Our scripts build nodes and set their text."""
    if source.suffix not in {".js", ".mjs"} or source.is_vendored:
        return
    for number, line in enumerate(source.lines, start=1):
        if (match := RAW.search(line)) and not COMMENT.match(line):
            message = f"{match[0]}: build nodes and set textContent."
            yield source.finding(number, "inner-html", message)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.alias):
        return node.name
    if isinstance(node, ast.Attribute):
        return node.attr
    return ""
