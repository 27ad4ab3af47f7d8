"""The contract as an OpenAPI document, from the types that the wire is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from pharos.exchange.actions import ASSURANCE, everything, requests
from pharos.exchange.errors import Refusal
from pharos.exchange.http.documented import meaning_of
from pharos.exchange.http.wire import MEDIA, STATUS, ErrorBody, path_of
from pharos.exchange.operations import Operation

TEMPLATE: Final = "#/components/schemas/{model}"
VERSION: Final = "3.1.0"
REFUSED: Final[Mapping[Refusal, str]] = {
    Refusal.NOT_FOUND: "It does not exist, or not for this customer.",
    Refusal.FORBIDDEN: "Not for this asker: token (401) or grounds (403).",
    Refusal.UNSUPPORTED: "Not offered (501), or the question is not understood (400).",
    Refusal.UNAVAILABLE: "Offered, but not now.",
    Refusal.RATE_LIMITED: "Later: `retry_after` says in how many seconds.",
}


def document() -> dict[str, Any]:
    """The whole document, the same for the same types."""
    schemas = _schemas()
    return {
        "openapi": VERSION,
        "info": {
            "title": "Pharos exchange connector",
            "version": "1",
            "description": "What an exchange answers to its support desk. See connector.md.",
        },
        "paths": {path_of(name): {"post": _post(one)} for name, one in everything().items()},
        "components": {
            "schemas": schemas,
            "responses": _responses(),
            "securitySchemes": {
                "grounds": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (EdDSA)"}
            },
        },
        "security": [{"grounds": []}],
    }


def text() -> str:
    """The document as it is kept in the repository."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def _post(operation: Operation) -> dict[str, Any]:
    name = operation.name
    return {
        "operationId": name,
        "summary": meaning_of(name),
        "tags": [_group(operation)],
        "requestBody": {
            "required": True,
            "content": {MEDIA: {"schema": {"$ref": TEMPLATE.format(model=f"{name}_arguments")}}},
        },
        "responses": {
            "200": {
                "description": "The answer, with its source and its age.",
                "content": {MEDIA: {"schema": {"$ref": TEMPLATE.format(model=f"{name}_answer")}}},
            },
            **{
                str(status): {"$ref": f"#/components/responses/{refusal.value}"}
                for refusal, statuses in STATUS.items()
                for status in statuses[:2]
            },
        },
    }


def _group(operation: Operation) -> str:
    if operation.name in requests():
        return f"requests (from AL{ASSURANCE[operation.name]})"
    return "for everybody" if operation.is_public else "of a customer"


def _responses() -> dict[str, Any]:
    body = {MEDIA: {"schema": {"$ref": TEMPLATE.format(model="ErrorBody")}}}
    return {
        refusal.value: {"description": words, "content": body} for refusal, words in REFUSED.items()
    }


def _schemas() -> dict[str, Any]:
    """One schema for each operation's arguments and answer, and all that they are made of."""
    found: dict[str, Any] = {}
    _map, shared = models_json_schema([(ErrorBody, "validation")], ref_template=TEMPLATE)
    found.update(shared["$defs"])
    for name, operation in everything().items():
        arguments = operation.arguments.model_json_schema(ref_template=TEMPLATE)
        answer = operation.answer.json_schema(ref_template=TEMPLATE, mode="validation")
        for schema in (arguments, answer):
            found.update(schema.pop("$defs", {}))
        answer["title"] = f"{name}_answer"
        found[f"{name}_arguments"] = arguments
        found[f"{name}_answer"] = answer
    return dict(sorted(found.items()))
