"""docs/connector.md and docs/connector.openapi.json: what of them follows from the types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pharos.exchange.actions import ASSURANCE, NEVER, everything, requests
from pharos.exchange.http import openapi
from pharos.exchange.http.documented import meaning_of
from pharos.exchange.http.wire import STATUS
from pharos.exchange.objects.base import Disclosure
from pharos.exchange.operations import Operation, operations
from pharos.exchange.reasons import DISCLOSURE
from pharos.exchange.webhooks import KINDS

BEGIN: Final = "<!-- generated: {part} -->"
END: Final = "<!-- end of {part} -->"
MEANT: Final[dict[Disclosure, str]] = {
    "OPEN": "said as it is",
    "GENERIC": "said in general: what to do, and when there is news",
    "SEALED": "never said; looks like an ordinary review",
}


def documents(folder: Path) -> Mapping[str, str]:
    """Both files as they should be, by name; the words that people wrote are kept."""
    name = "connector.md"
    return {
        "connector.openapi.json": openapi.text(),
        name: with_generated((folder / name).read_text("utf-8")),
    }


def with_generated(text: str) -> str:
    """The text with each generated part put anew between its marks. ValueError if one is gone."""
    for part, lines in PARTS.items():
        begin, end = BEGIN.format(part=part), END.format(part=part)
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"the part {begin} is not there")
        made = "\n".join([begin, "", *lines(), "", end])
        text = pattern.sub(lambda _, made=made: made, text)  # type: ignore[misc]
    return text


def _questions() -> Iterator[str]:
    yield from _table(one for one in operations().values() if one.is_public)
    yield ""
    yield "Of a customer, and only with their case:"
    yield ""
    yield from _table(one for one in operations().values() if not one.is_public)


def _requests() -> Iterator[str]:
    yield "| request | from | arguments | what happens |"
    yield "|---|---|---|---|"
    for name, one in requests().items():
        yield f"| `{name}` | AL{ASSURANCE[name]} | {_arguments(one)} | {meaning_of(name)} |"
    yield ""
    yield "Never offered, whatever an exchange would like: " + "; ".join(NEVER) + "."


def _table(found: Iterator[Operation]) -> Iterator[str]:
    yield "| operation | arguments | answer | |"
    yield "|---|---|---|---|"
    for one in found:
        answer = _answer(one)
        yield f"| `{one.name}` | {_arguments(one)} | {answer} | {meaning_of(one.name)} |"


def _arguments(operation: Operation) -> str:
    fields = operation.arguments.model_fields
    told = [f"`{name}`" if field.is_required() else f"`{name}`?" for name, field in fields.items()]
    return ", ".join(told) or "none"


def _answer(operation: Operation) -> str:
    schema = operation.answer.json_schema()
    data: dict[str, Any] = schema["properties"]["data"]
    name = data["$ref"].rpartition("/")[2]
    if match := re.fullmatch(r"Page_(\w+)_", name):
        return f"page of [{match[1]}](#{match[1].lower()})"
    return f"[{name}](#{name.lower()})"


def _objects() -> Iterator[str]:
    """Every object with its fields, in the order of its first use."""
    seen: dict[str, Any] = {}
    for operation in everything().values():
        definitions = {
            **operation.arguments.model_json_schema().get("$defs", {}),
            **operation.answer.json_schema().get("$defs", {}),
        }
        for name, schema in definitions.items():
            if not name.startswith(("Page_", "Answer_")) and "properties" in schema:
                seen.setdefault(name, schema)
    for name in sorted(seen):
        yield from _object(name, seen[name])


def _object(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    if words := schema.get("description", ""):
        yield words.partition("\n\n")[0].replace("\n", " ")
        yield ""
    yield "| field | |"
    yield "|---|---|"
    needed = schema.get("required", ())
    for field, told in schema["properties"].items():
        yield f"| `{field}`{'' if field in needed else '?'} | {_kind(told)} |"
    yield ""


def _kind(schema: Mapping[str, Any]) -> str:
    """A field's type in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    return _plain(schema)


def _plain(schema: Mapping[str, Any]) -> str:
    if "prefixItems" in schema:
        return "pair of " + " and ".join(_kind(one) for one in schema["prefixItems"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if schema.get("format") == "date-time":
        return "time"
    if "0.50" in schema.get("examples", ()):
        return "amount"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return words.get(schema.get("type", ""), "text")


def _reasons() -> Iterator[str]:
    yield "| class | codes | what customers and agents without clearance hear |"
    yield "|---|---|---|"
    for disclosure, meant in MEANT.items():
        codes = ", ".join(f"`{code}`" for code, one in DISCLOSURE.items() if one == disclosure)
        yield f"| {disclosure} | {codes} | {meant} |"


def _errors() -> Iterator[str]:
    yield "| code | status | meaning |"
    yield "|---|---|---|"
    for refusal, statuses in STATUS.items():
        told = ", ".join(str(status) for status in statuses)
        yield f"| `{refusal.value}` | {told} | {openapi.REFUSED[refusal]} |"


def _webhooks() -> Iterator[str]:
    from dataclasses import fields

    yield "| type | fields besides `id`, `at` and `type` |"
    yield "|---|---|"
    for kind, made in KINDS.items():
        names = [f"`{one.name}`" for one in fields(made) if one.name not in ("id", "at", "type")]
        yield f"| `{kind}` | {', '.join(names) or 'none'} |"


PARTS: Final = {
    "questions": _questions,
    "requests": _requests,
    "errors": _errors,
    "reasons": _reasons,
    "webhooks": _webhooks,
    "objects": _objects,
}
