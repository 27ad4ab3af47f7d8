"""Who may read rows and who may write them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source

MANAGERS = frozenset({"objects", "_base_manager", "_default_manager"})
READERS = frozenset({"models", "access", "queries", "actions", "reception", "jobs"})
WRITERS = frozenset({"actions", "reception"})

# A write takes no positional argument; `dict.update(other)` or `storage.save(name, file)` does.
WRITES = frozenset({"save", "create", "delete", "update", "get_or_create", "update_or_create"})
WRITES_MANY = frozenset({"bulk_create", "bulk_update"})


def objects_outside(source: Source) -> Iterator[Finding]:
    """Other rooms get an object from `access`, and a list from `queries`."""
    if not source.is_product or source.arranges or source.names & READERS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            message = f"{ast.unparse(node)}: ask access or queries of the room instead."
            yield source.finding(node.lineno, "objects", message)


def writes_outside(source: Source) -> Iterator[Finding]:
    """Whatever changes a row is an action, so that it has an actor and a ledger entry."""
    if not source.is_product or source.arranges or source.names & WRITERS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _writes(node):
            message = f".{_method(node)}() belongs in an action."
            yield source.finding(node.lineno, "write", message)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _writes(call: ast.Call) -> bool:
    name = _method(call)
    name = name[1:] if name[1:] in WRITES | WRITES_MANY and name.startswith("a") else name
    return name in WRITES_MANY or (name in WRITES and not call.args)
