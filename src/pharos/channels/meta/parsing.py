"""Reading many things of which one may be broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

Told = TypeVar("Told", bound=BaseModel)


def readable(kind: type[Told], told: Iterable[Any], lost: list[bytes]) -> Iterator[Told]:
    """Yield what can be read, in its order; what cannot is put aside as it was."""
    for each in told:
        try:
            yield kind.model_validate(each)
        except ValidationError:
            lost.append(orjson.dumps(each))
