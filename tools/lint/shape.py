"""Where things live, what they are called and how large they grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source

LONGEST = 399
VAGUE = frozenset({"util", "utils", "helper", "helpers", "common", "manager", "managers"})
ACTION_PLACES = frozenset({"actions", "reception"})


def action_shape(source: Source) -> Iterator[Finding]:
    """An action is found where actions are, and says by name who acts."""
    if not source.is_product or source.arranges:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_action(node):
            if not source.names & ACTION_PLACES:
                message = f"{node.name} is an action; move it into an actions folder."
                yield source.finding(node.lineno, "action", message)
            if not _names_its_actor(node.args):
                message = f"{node.name} takes keyword arguments only, `actor` among them."
                yield source.finding(node.lineno, "action", message)


def migration_imports(source: Source) -> Iterator[Finding]:
    """A migration runs for years; what it imports must not change under it."""
    if not source.is_product or "migrations" not in source.names:
        return
    for node in ast.walk(source.tree):
        for name in _imported(node):
            if name.split(".")[0] == "pharos" and not f"{name}.".startswith("pharos.kernel."):
                message = f"{name}: a migration may import operations of the kernel only."
                yield source.finding(getattr(node, "lineno", 1), "migration", message)


def file_length(source: Source) -> Iterator[Finding]:
    """A file that no longer fits in the head is two files."""
    if source.is_python and "migrations" not in source.names and len(source.lines) > LONGEST:
        message = f"{len(source.lines)} lines; split it before {LONGEST + 1}."
        yield source.finding(1, "length", message)


def vague_name(source: Source) -> Iterator[Finding]:
    """A name that fits everything collects everything."""
    if source.is_python and not source.is_vendored:
        for name in sorted(source.names & VAGUE):
            yield source.finding(1, "name", f"Name {name} after what it holds.")


def _is_action(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if ast.unparse(target).split(".")[-1] == "action":
            return True
    return False


def _names_its_actor(arguments: ast.arguments) -> bool:
    positional = arguments.posonlyargs or arguments.args or arguments.vararg
    return not positional and "actor" in {argument.arg for argument in arguments.kwonlyargs}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{name.name}" for name in node.names]
    return []
