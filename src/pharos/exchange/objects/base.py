"""What the contract's fields are made of. Each refuses what would be read two ways."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    PlainSerializer,
    StringConstraints,
)
from pydantic.json_schema import WithJsonSchema

# A number of JSON has passed through a float somewhere; text has not.
_AMOUNT: Final = r"^-?\d{1,40}(\.\d{1,40})?$"
_MASK: Final = "•"


def _only_text(value: object) -> object:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not re.fullmatch(_AMOUNT, value):
        raise ValueError('an amount is a decimal in a string, such as "0.50"')
    return value


def _written(value: Decimal) -> str:
    """As it is read: the smallest unit of a coin is never 1E-8."""
    return format(value, "f")


def _masked(value: str) -> str:
    if value and _MASK not in value and "*" not in value:
        raise ValueError('this is shown masked, such as "d•••@•••.com"')
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_only_text),
    PlainSerializer(_written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _AMOUNT, "examples": ["0.50"]}),
]
Instant = Annotated[datetime, AwareDatetime]
# CAIP-2: a namespace and a reference, such as eip155:1.
ChainId = Annotated[str, StringConstraints(pattern=r"^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$")]
AssetCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9._-]{0,23}$")]
Id = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Text = Annotated[str, StringConstraints(max_length=4000)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
Masked = Annotated[str, StringConstraints(max_length=200), AfterValidator(_masked)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]

Disclosure = Literal["OPEN", "GENERIC", "SEALED"]
