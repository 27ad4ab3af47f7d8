"""How SQL is put together: from constants and quoted names, with values beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source

EXECUTES = frozenset({"execute", "executemany", "fetch", "fetchrow", "fetchval"})
QUOTES = frozenset({"quote_name", "quote_ident"})
COMPOSERS = frozenset({"SQL", "Composed"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

Values = dict[str, list[ast.expr]]


def sql_built(source: Source) -> Iterator[Finding]:
    """Refuse SQL that holds anything but constants and names that were quoted."""
    if not source.is_python or "tests" in source.names:
        return
    scopes = [node for node in ast.walk(source.tree) if isinstance(node, FUNCTIONS)]
    for scope in [source.tree, *scopes]:
        values = _assigned(source.tree) | _assigned(scope)
        for query in _queries(scope):
            if not _is_safe(query, values):
                message = "Pass values as parameters, and quote names."
                yield source.finding(query.lineno, "sql", message)


def _queries(scope: ast.AST) -> Iterator[ast.expr]:
    for node in _own_nodes(scope):
        if isinstance(node, ast.Call) and _method(node) in EXECUTES and node.args:
            yield node.args[0]


def _is_safe(node: ast.expr, values: Values) -> bool:
    """Tell whether an expression is not a text put together from parts unknown here."""
    if isinstance(node, ast.Name):
        rest = _without(values, node.id)
        return all(_is_safe(value, rest) for value in values.get(node.id, []))
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(_is_quoted(part, values) for part in parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return all(_is_quoted(side, values) for side in (node.left, node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr != "format" or _is_composer(node.func.value, values)
    return True


def _is_quoted(node: ast.expr, values: Values) -> bool:
    """Tell whether an expression is a constant text or a quoted name."""
    if isinstance(node, ast.Name):
        rest, known = _without(values, node.id), values.get(node.id, [])
        return bool(known) and all(_is_quoted(value, rest) for value in known)
    if isinstance(node, ast.Call):
        return _method(node) in QUOTES
    return isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and _is_safe(node, values)


def _is_composer(node: ast.expr, values: Values) -> bool:
    """Tell whether an expression is the driver's own template, which quotes what it is given."""
    if isinstance(node, ast.Name):
        rest, known = _without(values, node.id), values.get(node.id, [])
        return bool(known) and all(_is_composer(value, rest) for value in known)
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in COMPOSERS


def _assigned(scope: ast.AST) -> Values:
    """Return everything that each name is given in a scope."""
    values: Values = {}
    for node in _own_nodes(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
    return values


def _without(values: Values, name: str) -> Values:
    return {other: given for other, given in values.items() if other != name}


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Walk a scope without the functions inside it, which are scopes of their own."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, FUNCTIONS):
            yield child
            yield from _own_nodes(child)
