"""Values that several sections of a profile have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from pharos.brands.node import MISSING, Node

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")


def languages(node: Node) -> tuple[str, ...]:
    items = node.items(at_least=1)
    once(node, items)
    return tuple(item.matching(LANGUAGE, "a language such as en or zh-Hans") for item in items)


def texts(node: Node, spoken: tuple[str, ...], *, longest: int) -> dict[str, str]:
    """One text for each language that the brand speaks, and for no other."""
    node.knows(*spoken)
    return {language: node.field(language).text(longest=longest) for language in spoken}


def once(node: Node, items: Collection[Node]) -> None:
    values: Counter[Any] = Counter(
        item.value for item in items if isinstance(item.value, str) and item.value is not MISSING
    )
    for value in (value for value, times in values.items() if times > 1):
        node.problem(f'"{value}" stands there more than once')


def several_of(node: Node, allowed: Collection[str]) -> tuple[str, ...]:
    items = node.items()
    once(node, items)
    return tuple(item.one_of(allowed, f"one of {', '.join(allowed)}") for item in items)


def optional_text(node: Node, *, longest: int = 300) -> str:
    return node.text(longest=longest) if node.is_given and node.value != "" else ""
