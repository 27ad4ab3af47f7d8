"""The port's methods as data: from their signatures, so that there is one contract and no copy."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

from pharos.exchange.objects import Answer
from pharos.exchange.port import Exchange

# What concerns nobody in particular, and may be asked without a customer's case.
PUBLIC = frozenset(
    {
        "meta",
        "list_assets",
        "network_status",
        "list_incidents",
        "official_channels",
        "public_policy",
        "price_series",
        "get_contract_spec",
    }
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One question of the contract: its name, what it takes, and what it answers."""

    name: str
    arguments: type[Any]
    answer: TypeAdapter[Answer[Any]]

    @property
    def is_public(self) -> bool:
        return self.name in PUBLIC

    def read_arguments(self, raw: bytes | str) -> dict[str, Any]:
        """Read JSON. Raises pydantic's ValidationError, which names the field."""
        model = self.arguments.model_validate_json(raw)
        return {name: getattr(model, name) for name in self.arguments.model_fields}

    def dump_arguments(self, arguments: Mapping[str, object]) -> bytes:
        model = self.arguments.model_validate(dict(arguments))
        return bytes(model.model_dump_json(exclude_none=True), "utf-8")

    def read_answer(self, raw: bytes | str) -> Answer[Any]:
        """Read JSON. Raises ValidationError; unknown fields are passed over."""
        return self.answer.validate_json(raw)

    def dump_answer(self, answer: Answer[Any]) -> bytes:
        return self.answer.dump_json(answer, exclude_none=True)


@cache
def operations() -> Mapping[str, Operation]:
    """All of the port's methods by name."""
    return operations_of(Exchange)


def operations_of(protocol: type[Any]) -> Mapping[str, Operation]:
    """The methods of a protocol whose answers are `Answer`s, by name."""
    found = {
        name: _operation(name, method)
        for name, method in vars(protocol).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }
    return MappingProxyType(found)


def _operation(name: str, method: Any) -> Operation:
    hints = get_type_hints(method, include_extras=True)
    answer = hints.pop("return")
    fields = {
        parameter.name: (
            hints[parameter.name],
            ... if parameter.default is inspect.Parameter.empty else parameter.default,
        )
        for parameter in inspect.signature(method).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    strict = ConfigDict(extra="forbid")
    model = create_model(f"{name}_arguments", __config__=strict, **fields)  # type: ignore[call-overload]
    return Operation(name, model, TypeAdapter(answer))


__all__ = ["PUBLIC", "Operation", "ValidationError", "operations", "operations_of"]
