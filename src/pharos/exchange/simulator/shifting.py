"""Moving instants, wherever they are in what is asked and answered.

When time is let pass in the simulated world, its clock runs ahead of everybody else's. On the wire
all its instants are given back by as much: for whoever asks, what happened is simply longer ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

T = TypeVar("T")


def moved(value: T, by: timedelta) -> T:
    """The same with every instant in it later by `by` (earlier, where that is negative)."""
    return cast("T", _moved(value, by)) if by else value


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, datetime):
        return value + by
    if isinstance(value, tuple | list):
        return type(value)(_moved(one, by) for one in value)
    if isinstance(value, Mapping):
        return {name: _moved(one, by) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _moved(getattr(value, one.name), by) for one in fields(value)}
        return replace(value, **changed)
    return value
